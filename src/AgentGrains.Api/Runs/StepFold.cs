using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Api.Runs;

/// <summary>Folds the entries of one run into its steps. For one thread.</summary>
internal sealed class StepFold(RunId run)
{
    private readonly SortedDictionary<int, StepBody> steps = [];

    /// <summary>The steps, the oldest first.</summary>
    public IEnumerable<StepBody> Steps => steps.Values;

    /// <summary>Adds the run's next entry.</summary>
    public void Add(PlacedEntry entry)
    {
        var at = entry.Place.At;
        // Attempts without a result have used something too.
        if (entry.Entry is AttemptEntry { Usage: { } used } attempt)
            Change(attempt.Step, step => step with { Usage = Sum(step.Usage, new StepUsageBody(used.InputTokens, used.OutputTokens, used.CachedInputTokens, used.CostMicros)) });
        switch (entry.Entry)
        {
            case ModelCallStarted started:
                Begin(started.Step, "model_call", started.Model, null, "running", at);
                break;
            case ToolStepStarted started:
                Begin(started.Step, Kind(started), started.Name, started.CallId, started is ToolCallStarted ? "running" : "waiting", at);
                break;
            case ModelCallCompleted done:
                var usage = new StepUsageBody(done.InputTokens, done.OutputTokens, done.CachedInputTokens, done.CostMicros);
                Change(done.Step, step => step with { Status = "completed", Attempts = done.Attempt, EndedAt = at, Usage = Sum(step.Usage, usage) });
                break;
            case ToolCallCompleted done:
                Change(done.Step, step => step with { Status = "completed", Attempts = done.Attempt, EndedAt = at });
                break;
            case AttemptFailed failed:
                Change(failed.Step, step => step with { Status = "retrying", Attempts = failed.Attempt, Error = Of(failed.Error) });
                break;
            case AttemptLost lost:
                Change(lost.Step, step => step with { Status = "running", Attempts = lost.Attempt + 1 });
                break;
            case StepFailed failed:
                Change(failed.Step, step => step with { Status = "failed", Attempts = failed.Attempt, EndedAt = at, Error = Of(failed.Error) });
                break;
            case StepParked parked:
                Change(parked.Step, step => step with { Status = "parked", Attempts = parked.Attempt, Error = Of(parked.Error) });
                break;
            case StepReleased released:
                Change(released.Step, step => step with { Status = "running", Attempts = step.Attempts + 1 });
                break;
            case RunCompleted or RunFailed or RunCancelled or RunTerminated:
                Abandon(at);
                break;
        }
    }

    private void Begin(int number, string kind, string name, string? callId, string status, DateTimeOffset at) =>
        steps[number] = new StepBody(new StepId(run, number).ToString(), number, kind, name, callId, status, 1, at, null, null, null);

    private void Change(int number, Func<StepBody, StepBody> change)
    {
        if (steps.TryGetValue(number, out var step))
            steps[number] = change(step);
    }

    private void Abandon(DateTimeOffset at)
    {
        foreach (var step in steps.Values.Where(step => step.EndedAt is null).ToList())
            steps[step.Number] = step with { Status = "abandoned", EndedAt = at };
    }

    private static string Kind(ToolStepStarted started) => started switch
    {
        ClientToolStarted => "client_tool",
        SleepStarted => "sleep",
        SignalWaitStarted => "signal",
        _ => "tool_call",
    };

    private static StepUsageBody Sum(StepUsageBody? sum, StepUsageBody more) => sum is null ? more : new StepUsageBody(
        sum.InputTokens + more.InputTokens, sum.OutputTokens + more.OutputTokens, sum.CachedInputTokens + more.CachedInputTokens, sum.CostMicros + more.CostMicros);

    private static ErrorBody Of(RunError error) => new(error.Code, error.Message);
}
