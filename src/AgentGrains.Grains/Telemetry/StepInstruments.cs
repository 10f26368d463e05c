using System.Diagnostics.Metrics;

namespace AgentGrains.Grains.Telemetry;

/// <summary>Metrics of steps and their attempts.</summary>
internal sealed class StepInstruments
{
    private readonly Counter<long> steps;
    private readonly Counter<long> attempts;
    private readonly Histogram<double> duration;
    private readonly Histogram<double> queue;

    public StepInstruments(Instruments instruments)
    {
        steps = instruments.Meter.CreateCounter<long>(OwnNames.Steps, "{step}", "Steps that came to an outcome.");
        attempts = instruments.Meter.CreateCounter<long>(OwnNames.Attempts, "{attempt}", "Attempts of model and tool calls that are over.");
        duration = instruments.Duration(OwnNames.StepDuration, "From a step's command to its result, all attempts and waits included.");
        queue = instruments.Duration(OwnNames.QueueDuration, "How long an attempt waited for one of its host's places.");
    }

    public bool Enabled => steps.Enabled || attempts.Enabled || duration.Enabled;

    public bool MeasuresQueue => queue.Enabled;

    public void Over(string kind, string outcome)
    {
        if (steps.Enabled)
            steps.Add(1, Kind(kind), Outcome(outcome));
    }

    public void AttemptOver(string kind, string outcome)
    {
        if (attempts.Enabled)
            attempts.Add(1, Kind(kind), Outcome(outcome));
    }

    public void Took(string kind, TimeSpan time)
    {
        if (duration.Enabled)
            duration.Record(time.TotalSeconds, Kind(kind));
    }

    public void Waited(string kind, TimeSpan time) => queue.Record(time.TotalSeconds, Kind(kind));

    private static KeyValuePair<string, object?> Kind(string kind) => new(OwnNames.StepKind, kind);

    private static KeyValuePair<string, object?> Outcome(string outcome) => new(OwnNames.Outcome, outcome);
}
