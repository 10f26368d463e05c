namespace AgentGrains.Cluster.Faults.Kinds;

/// <summary>A failure under load that is repaired again.</summary>
internal abstract class Fault
{
    /// <summary>Every fault, in the order they are tried.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        new Kill("kill", TimeSpan.Zero), new RollingRestart(), new Pause(), new CutFromOthers(), new CutFromStore(), StoreTrouble.OneInTen, new StoreRestart(), StoreTrouble.Throttled,
        new Kill("clock-ahead", TimeSpan.FromMinutes(5)), new Kill("clock-behind", TimeSpan.FromMinutes(-5)),
    ];

    /// <summary>What it is called.</summary>
    public abstract string Name { get; }

    /// <summary>How far the clock of the last silo is ahead.</summary>
    public virtual TimeSpan ClockOffset => TimeSpan.Zero;

    /// <summary>Whether a silo may continue for a while with sessions that have a new owner already.</summary>
    public virtual bool LeavesOldOwners => false;

    /// <summary>Whether clients must not notice: no request fails and no attempt is lost.</summary>
    public virtual bool GoesUnnoticed => false;

    /// <summary>Causes it and repairs it.</summary>
    public abstract Task StrikeAsync(Strike strike);
}
