namespace AgentGrains.Harness.Proxies;

/// <summary>What a <see cref="FaultProxy"/> has seen and done up to a moment.</summary>
/// <param name="Traffic">Each way of asking each table and container once.</param>
/// <param name="Faults">How often each fault happened; <see cref="StoreFault.None"/> counts the undisturbed requests.</param>
/// <param name="Methods">Requests by HTTP method.</param>
/// <param name="Unreachable">Requests that were forwarded while the store did not answer; their connections were closed.</param>
public sealed record StoreCounts(
    IReadOnlyList<StoreTraffic> Traffic, IReadOnlyDictionary<StoreFault, long> Faults, IReadOnlyDictionary<string, long> Methods, long Unreachable)
{
    /// <summary>Transactions and single writes of tables.</summary>
    public long TableWrites => Requests(StoreOperation.TableTransaction) + Requests(StoreOperation.TableWrite);

    /// <summary>Requests of one kind.</summary>
    public long Requests(StoreOperation operation) => Traffic.Where(traffic => traffic.Operation == operation).Sum(traffic => traffic.Requests);

    /// <summary>Requests that were disturbed.</summary>
    public long Disturbed => Faults.Where(fault => fault.Key != StoreFault.None).Sum(fault => fault.Value);
}
