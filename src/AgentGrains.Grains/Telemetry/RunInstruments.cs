using System.Diagnostics.Metrics;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Grains.Telemetry;

/// <summary>Metrics of runs.</summary>
internal sealed class RunInstruments
{
    // Prices are configured in one currency.
    private const string OnlyCurrency = "USD";

    private static readonly InstrumentAdvice<double> Shares = new() { HistogramBucketBoundaries = [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1] };

    private readonly Counter<long> runs;
    private readonly Counter<long> cost;
    private readonly Histogram<double> left;
    private readonly ObservableGauge<int> stuckRuns;

    public RunInstruments(Instruments instruments, StuckRuns stuck)
    {
        var meter = instruments.Meter;
        runs = meter.CreateCounter<long>(OwnNames.Runs, "{run}", "Runs that ended.");
        cost = meter.CreateCounter<long>(OwnNames.RunCost, "{micro}", "What model calls cost, in millionths of the currency.");
        left = meter.CreateHistogram(OwnNames.BudgetLeft, "1", "Which share of its limit a run that ended had left.", tags: null, Shares);
        stuckRuns = meter.CreateObservableGauge(OwnNames.StuckRuns, stuck.Count, "{run}", "Runs of this silo without progress for 15 minutes although a step is in flight, and sessions that its shards have called in vain for as long.");
    }

    public bool Enabled => runs.Enabled || cost.Enabled || left.Enabled || stuckRuns.Enabled;

    public void Ended(RunView run, RunLimits? limits)
    {
        if (runs.Enabled)
            runs.Add(1, new KeyValuePair<string, object?>(OwnNames.RunStatus, OwnNames.Of(run.Status)));
        if (!left.Enabled || limits is null)
            return;
        Left("tokens", run.Usage.InputTokens + run.Usage.OutputTokens, limits.MaxTokens);
        Left("cost", run.Usage.CostMicros, limits.MaxCostMicros);
    }

    public void Cost(long micros)
    {
        if (micros > 0 && cost.Enabled)
            cost.Add(micros, new KeyValuePair<string, object?>(OwnNames.Currency, OnlyCurrency));
    }

    private void Left(string budget, long used, long? limit)
    {
        if (limit is { } most)
            left.Record(Math.Clamp(1 - ((double)used / most), 0, 1), new KeyValuePair<string, object?>(OwnNames.Budget, budget));
    }
}
