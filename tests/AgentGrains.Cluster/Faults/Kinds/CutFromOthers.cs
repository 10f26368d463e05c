namespace AgentGrains.Cluster.Faults.Kinds;

/// <summary>A silo reaches the store and none of the others. It is declared dead, finds that out, and ends; it is started again while it is still cut off.</summary>
internal sealed class CutFromOthers : Fault
{
    public override string Name => "cut-from-others";

    public override bool LeavesOldOwners => true;

    public override async Task StrikeAsync(Strike strike)
    {
        var victim = strike.AnySilo();
        var starts = victim.Server.Starts;
        await strike.UntilDeclaredDeadAsync(victim, () => strike.Cluster.Network!.CutFromOthersAsync(victim.Index));
        await strike.UntilEndedAsync(victim, starts);
        await strike.LastAsync(inEarnest: TimeSpan.FromSeconds(20), atLeast: TimeSpan.FromSeconds(2));
        await strike.Cluster.Network!.HealAsync();
        strike.Note("healed");
    }
}
