using System.Diagnostics.Metrics;

namespace AgentGrains.Grains.Telemetry;

/// <summary>Metrics of the journal.</summary>
internal sealed class JournalInstruments(Instruments instruments)
{
    private readonly Histogram<double> append = instruments.Duration(OwnNames.AppendDuration, "How long the store took for an append that succeeded.");

    public bool Enabled => append.Enabled;

    public void Appended(TimeSpan took)
    {
        if (append.Enabled)
            append.Record(took.TotalSeconds);
    }
}
