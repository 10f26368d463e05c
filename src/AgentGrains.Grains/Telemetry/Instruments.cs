using System.Diagnostics.Metrics;

namespace AgentGrains.Grains.Telemetry;

/// <summary>The service's meter, and the shapes its instruments share.</summary>
internal sealed class Instruments(IMeterFactory factory)
{
    // Steps and appends take from a millisecond to hours.
    private static readonly InstrumentAdvice<double> Durations = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200],
    };

    public Meter Meter { get; } = factory.Create(OwnNames.Source, typeof(Instruments).Assembly.GetName().Version?.ToString(3));

    public Histogram<double> Duration(string name, string description) => Meter.CreateHistogram(name, "s", description, tags: null, Durations);
}
