using AgentGrains.Testing.Proxies;

namespace AgentGrains.Cluster.Faults.Kinds;

/// <summary>One answer of the store in ten is refused, throttled, timed out, lost, doubled or slow.</summary>
internal sealed class StoreTrouble : Fault
{
    private static readonly StoreFaults Faults = new() { Probability = 0.1 };

    public override string Name => "store-trouble";

    public override bool LeavesOldOwners => true;

    public override async Task StrikeAsync(Strike strike)
    {
        strike.Begin();
        var before = Disturbed(strike);
        foreach (var silo in strike.Cluster.Silos)
            silo.Store.Faults = Faults;
        await strike.LastAsync(inEarnest: TimeSpan.FromSeconds(30), atLeast: TimeSpan.FromSeconds(15));
        foreach (var silo in strike.Cluster.Silos)
            silo.Store.Heal();
        strike.Note("healed");
        var disturbed = Disturbed(strike) - before;
        Assert.True(disturbed > 0, "The store answered everything as it should have.");
        strike.Note("disturbed", disturbed);
    }

    private static long Disturbed(Strike strike) => strike.Cluster.Silos.Sum(silo => silo.Store.Counts.Disturbed);
}
