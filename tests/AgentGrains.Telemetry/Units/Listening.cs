using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AgentGrains.Telemetry.Units;

/// <summary>Listens to the service's spans and metrics inside the test's process.</summary>
internal sealed class Listening : IDisposable
{
    private const string Own = "AgentGrains";

    private readonly List<Activity> spans = [];
    private readonly List<(string Name, double Value, KeyValuePair<string, object?>[] Tags)> measured = [];
    private readonly ActivityListener traces = new()
    {
        ShouldListenTo = static source => source.Name == Own, Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    private readonly MeterListener metrics = new()
    {
        InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == Own)
                listener.EnableMeasurementEvents(instrument);
        },
    };

    public Listening()
    {
        traces.ActivityStopped = spans.Add;
        ActivitySource.AddActivityListener(traces);
        metrics.SetMeasurementEventCallback<long>((instrument, value, tags, _) => measured.Add((instrument.Name, value, tags.ToArray())));
        metrics.SetMeasurementEventCallback<int>((instrument, value, tags, _) => measured.Add((instrument.Name, value, tags.ToArray())));
        metrics.SetMeasurementEventCallback<double>((instrument, value, tags, _) => measured.Add((instrument.Name, value, tags.ToArray())));
        metrics.Start();
    }

    public IReadOnlyList<Activity> Spans => spans;

    /// <summary>What was measured by an instrument, gauges being looked at now.</summary>
    public IReadOnlyList<(double Value, KeyValuePair<string, object?>[] Tags)> Of(string instrument)
    {
        metrics.RecordObservableInstruments();
        return [.. measured.Where(measurement => measurement.Name == instrument).Select(measurement => (measurement.Value, measurement.Tags))];
    }

    public void Dispose()
    {
        traces.Dispose();
        metrics.Dispose();
    }
}
