namespace AgentGrains.Cluster.Faults.Kinds;

/// <summary>A silo reaches the others and not the store.</summary>
internal sealed class CutFromStore : Fault
{
    public override string Name => "cut-from-store";

    public override bool LeavesOldOwners => true;

    public override async Task StrikeAsync(Strike strike)
    {
        var victim = strike.AnySilo();
        strike.Begin();
        victim.Store.CutOff();
        await strike.LastAsync(inEarnest: TimeSpan.FromSeconds(30), atLeast: TimeSpan.FromSeconds(10));
        victim.Store.Heal();
        strike.Note("healed");
    }
}
