using AgentGrains.Harness.Proxies;

namespace AgentGrains.Storage.Azure.Tests.Outcomes;

/// <summary>What one request may come to, for each write.</summary>
internal static class Faults
{
    private static readonly StoreFault[] Kinds = [StoreFault.LostAfter, StoreFault.LostBefore, StoreFault.Doubled, StoreFault.ServerBusy];

    /// <summary>Every write with every fault, once, and on each try of a call.</summary>
    public static TheoryData<string, StoreFault, bool> Of(IEnumerable<string> writes) =>
        new(from write in writes from fault in Kinds from ofAllTries in (bool[])[false, true] select (write, fault, ofAllTries));
}
