using System.Diagnostics.Metrics;
using AgentGrains.Core.Stores;
using AgentGrains.Runtime.WakeUps;

namespace AgentGrains.Grains.Telemetry;

/// <summary>Metrics of wake-ups.</summary>
internal sealed class WakeUpInstruments(Instruments instruments, StuckRuns stuck, TimeProvider time) : IWakeUpObserver
{
    private readonly Histogram<double> lag = instruments.Duration(OwnNames.WakeUpLag, "How long after its time a shard called a session.");

    /// <summary>A shard read what is due.</summary>
    public void Looked(int shard, IReadOnlyList<WakeUp> due) => stuck.Looked(shard, due);

    /// <summary>A shard goes elsewhere.</summary>
    public void Left(int shard) => stuck.Left(shard);

    /// <summary>A shard calls a session that is due. One that is called because its host is gone was due at another time.</summary>
    public void Called(WakeUp row)
    {
        if (lag.Enabled && row.Owner is null)
            lag.Record(Math.Max(0, (time.GetUtcNow() - row.DueAt).TotalSeconds));
    }
}
