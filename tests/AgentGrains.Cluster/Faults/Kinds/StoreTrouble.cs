using AgentGrains.Harness.Proxies;

namespace AgentGrains.Cluster.Faults.Kinds;

/// <summary>The store answers otherwise than it should, every silo.</summary>
/// <param name="name">What it is called.</param>
/// <param name="faults">How often, and how.</param>
/// <param name="inEarnest">How long it lasts at length.</param>
/// <param name="atLeast">How long it lasts else.</param>
/// <param name="leavesOldOwners">Whether an owner may give way over an append whose outcome it does not know.</param>
internal sealed class StoreTrouble(string name, StoreFaults faults, TimeSpan inEarnest, TimeSpan atLeast, bool leavesOldOwners) : Fault
{
    /// <summary>One answer in ten is refused, throttled, timed out, lost, doubled or slow.</summary>
    public static StoreTrouble OneInTen { get; } =
        new("store-trouble", new() { Probability = 0.1 }, inEarnest: TimeSpan.FromSeconds(30), atLeast: TimeSpan.FromSeconds(15), leavesOldOwners: true);

    /// <summary>Every silo is throttled, and none of its requests is executed.</summary>
    public static StoreTrouble Throttled { get; } = new(
        "store-throttled", new() { Probability = 1, Kinds = [StoreFault.ServerBusy, StoreFault.Throttled] }, inEarnest: TimeSpan.FromMinutes(2), atLeast: TimeSpan.FromSeconds(3), leavesOldOwners: false);

    public override string Name => name;

    public override bool LeavesOldOwners => leavesOldOwners;

    public override async Task StrikeAsync(Strike strike)
    {
        strike.Begin();
        var before = Disturbed(strike);
        foreach (var silo in strike.Cluster.Silos)
            silo.Store.Faults = faults;
        await strike.LastAsync(inEarnest, atLeast);
        foreach (var silo in strike.Cluster.Silos)
            silo.Store.Heal();
        strike.Note("healed");
        var disturbed = Disturbed(strike) - before;
        Assert.True(disturbed > 0, "The store answered everything as it should have.");
        strike.Note("disturbed", disturbed);
    }

    private static long Disturbed(Strike strike) => strike.Cluster.Silos.Sum(silo => silo.Store.Counts.Disturbed);
}
