using AgentGrains.Core.Ids;

namespace AgentGrains.Grains.Telemetry;

/// <summary>Metrics of this silo: the sessions in its memory, and the silos it sees.</summary>
internal sealed class SiloInstruments
{
    private readonly StuckRuns stuck;
    private int sessions;

    public SiloInstruments(Instruments instruments, ISiloStatusOracle silos, StuckRuns stuck)
    {
        this.stuck = stuck;
        instruments.Meter.CreateObservableUpDownCounter(OwnNames.ActiveSessions, () => Volatile.Read(ref sessions), "{session}", "Sessions in this silo's memory.");
        instruments.Meter.CreateObservableGauge(
            OwnNames.Silos, () => silos.GetApproximateSiloStatuses(onlyActive: true).Count, "{silo}", "Active silos that this silo sees, itself included.");
    }

    public void Entered() => Interlocked.Increment(ref sessions);

    public void Left(SessionKey session)
    {
        Interlocked.Decrement(ref sessions);
        stuck.Left(session);
    }
}
