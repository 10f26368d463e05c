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
            case StepStarted started:
                Start(started.ToStep(at));
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
            case LateResult late:
                Change(late.Step, step => step with { LateResultAt = at });
                break;
            case StepHeld held:
                Change(held.Step, step => step with { Status = "held", Attempts = held.Attempt, Error = Of(held.Error) });
                break;
            case StepReleased released:
                Change(released.Step, step => step with { Status = "running", Attempts = step.Attempts + 1 });
                break;
            case RunEnded:
                Abandon(at);
                break;
        }
    }

    private void Start(Step step) => steps[step.Number] = new StepBody(
        new StepId(run, step.Number).ToString(), step.Number, step.Kind, step.Name, step.Call?.Id, step is WaitStep ? "waiting" : "running", 1, step.StartedAt, null, null, null);

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

    private static StepUsageBody Sum(StepUsageBody? sum, StepUsageBody more) => sum is null ? more : new StepUsageBody(
        sum.InputTokens + more.InputTokens, sum.OutputTokens + more.OutputTokens, sum.CachedInputTokens + more.CachedInputTokens, sum.CostMicros + more.CostMicros);

    private static ErrorBody Of(RunError error) => new(error.Code, error.Message);
}
