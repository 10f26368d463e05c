using AgentGrains.Core.Errors;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>How waits end by themselves, and what a run that only waits waits for.</summary>
internal static class WaitSteps
{
    /// <summary>The result of the first wait that is over; null where none is.</summary>
    public static Entry? End(RunState run, DateTimeOffset now)
    {
        foreach (var step in run.Open)
        {
            if (step.Kind == StepKind.Signal && run.Signals.FirstOrDefault(signal => signal.Name == step.Name) is { } signal)
                return Result(run, step, signal.Content, isError: false, signal.Id);
            if (step.IsEffect || step.Until > now || step.Until is null)
                continue;
            return step.Kind == StepKind.Sleep
                ? Result(run, step, Content.Inline($"Waited until {WireTime.Format(step.Until.Value)}."), isError: false)
                : Result(run, step, Content.Inline($"No answer came before {WireTime.Format(step.Until.Value)}."), isError: true);
        }
        return null;
    }

    /// <summary>What the run waits for; null while a step of it is in flight.</summary>
    public static Waiting? Describe(RunState run)
    {
        if (run.Quarantined)
            return new Waiting(WaitReasons.Recovery, $"Quarantined after {run.Takeovers} take-overs without a completed step. {ErrorCodes.Quarantined}: resume it or cancel it.", null, null);
        StepState? first = null;
        foreach (var step in run.Open)
        {
            if (step is { IsEffect: true, Parked: null, IsStalled: false })
                return null;
            if (first is null || Rank(step) < Rank(first))
                first = step;
        }
        return first switch
        {
            null => null,
            { Parked: { } error } => new Waiting(WaitReasons.Recovery, $"{error.Code}: {error.Message}", null, first.CallId.Length > 0 ? first.CallId : null),
            { IsStalled: true } => new Waiting(WaitReasons.Throttle, $"{first.Stall!.Error.Code}: {first.Stall.Error.Message}", first.RetryAt, null),
            { Kind: StepKind.ClientTool } => new Waiting(WaitReasons.ClientTool, first.Name, first.Until, first.CallId),
            { Kind: StepKind.Signal } => new Waiting(WaitReasons.Input, first.Name, first.Until, first.Name),
            _ => new Waiting(WaitReasons.Timer, "sleep", first.Until, null),
        };
    }

    private static int Rank(StepState step) => step switch
    {
        { Parked: not null } => 0,
        { Kind: StepKind.ClientTool } => 1,
        { Kind: StepKind.Signal } => 2,
        { IsStalled: true } => 3,
        _ => 4,
    };

    private static ToolCallCompleted Result(RunState run, StepState step, Content content, bool isError, string? signalId = null) => new()
    {
        Run = run.Key, Step = step.Number, Attempt = step.Attempt, CallIndex = step.CallIndex, Content = content, IsError = isError, SignalId = signalId,
    };
}
