using AgentGrains.Testing.Proxies;

namespace AgentGrains.Cluster.Faults.Kinds;

/// <summary>The store asks every silo for fewer requests, and carries none of them out.</summary>
internal sealed class StoreThrottled : Fault
{
    private static readonly StoreFaults Faults = new() { Probability = 1, Kinds = [StoreFault.ServerBusy, StoreFault.Throttled] };

    public override string Name => "store-throttled";

    public override async Task StrikeAsync(Strike strike)
    {
        strike.Begin();
        foreach (var silo in strike.Cluster.Silos)
            silo.Store.Faults = Faults;
        await strike.LastAsync(inEarnest: TimeSpan.FromMinutes(2), atLeast: TimeSpan.FromSeconds(3));
        foreach (var silo in strike.Cluster.Silos)
            silo.Store.Heal();
        strike.Note("healed");
    }
}
