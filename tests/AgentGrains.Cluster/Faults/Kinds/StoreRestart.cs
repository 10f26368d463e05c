namespace AgentGrains.Cluster.Faults.Kinds;

/// <summary>Every connection to the store breaks, it is gone for a while, and comes back with all it acknowledged.</summary>
internal sealed class StoreRestart : Fault
{
    public override string Name => "store-restart";

    public override bool LeavesOldOwners => true;

    public override async Task StrikeAsync(Strike strike)
    {
        strike.Begin();
        await strike.Cluster.BreakStoreAsync();
        strike.Note("broken");
        await strike.LastAsync(inEarnest: TimeSpan.FromSeconds(15), atLeast: TimeSpan.FromSeconds(3));
        await strike.Cluster.RestoreStoreAsync();
        strike.Note("restored");
    }
}
