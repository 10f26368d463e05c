using AgentGrains.Core.Ids;

namespace AgentGrains.Grains.Telemetry;

/// <summary>Metrics of this silo: the sessions in its memory, and the silos it sees.</summary>
internal sealed class SiloInstruments
{
    private readonly StuckRuns stuck;
    private int sessions;
    private int? seen;

    public SiloInstruments(Instruments instruments, ISiloStatusOracle silos, StuckRuns stuck)
    {
        this.stuck = stuck;
        instruments.Meter.CreateObservableUpDownCounter(OwnNames.ActiveSessions, () => Volatile.Read(ref sessions), "{session}", "Sessions in this silo's memory.");
        instruments.Meter.CreateObservableGauge<int>(
            OwnNames.Silos, () => Seen(silos) is { } count ? [new(count)] : [], "{silo}", "Active silos that this silo sees, itself included; those it saw last where it has left.");
        // A host that stops before the first collection has measurements too.
        Seen(silos);
    }

    public void Entered() => Interlocked.Increment(ref sessions);

    public void Left(SessionKey session)
    {
        Interlocked.Decrement(ref sessions);
        stuck.Left(session);
    }

    // One that has not joined yet or has left does not count itself, and would tell of a silo too few.
    private int? Seen(ISiloStatusOracle silos) => silos.CurrentStatus is SiloStatus.Active ? seen = silos.GetApproximateSiloStatuses(onlyActive: true).Count : seen;
}
