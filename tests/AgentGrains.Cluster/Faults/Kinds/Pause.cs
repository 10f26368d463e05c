namespace AgentGrains.Cluster.Faults.Kinds;

/// <summary>A silo stands still until long after it was declared dead, wakes, finds that out, and ends; it is started again.</summary>
internal sealed class Pause : Fault
{
    public override string Name => "pause";

    public override bool LeavesOldOwners => true;

    public override async Task StrikeAsync(Strike strike)
    {
        var victim = strike.AnySilo();
        var starts = victim.Server.Starts;
        await strike.UntilDeclaredDeadAsync(victim, () =>
        {
            victim.Server.Suspend();
            return Task.CompletedTask;
        });
        await strike.LastAsync(inEarnest: TimeSpan.FromSeconds(60), atLeast: TimeSpan.FromSeconds(5));
        victim.Server.Resume();
        strike.Note("woke");
        await strike.UntilEndedAsync(victim, starts);
        await victim.Server.WhenReadyAsync(strike.Cancellation);
        strike.Note("ready_again");
    }
}
