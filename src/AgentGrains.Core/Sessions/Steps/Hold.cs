using System.Text.Json.Serialization;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>Why a step does not proceed until it is released.</summary>
/// <param name="Reason">What releases it, one of <see cref="WaitReasons"/>: <c>recovery</c>, a person's decision that names step and attempt.</param>
/// <param name="Error">What happened.</param>
public sealed record Hold(string Reason, RunError Error);

/// <summary>The step does not proceed: its outcome is unknown, or another attempt by itself would be of no use. A person retries or skips it.</summary>
public sealed record StepHeld : AttemptEntry
{
    /// <summary>Why.</summary>
    [JsonPropertyName("err")]
    public required RunError Error { get; init; }

    internal static StepHeld Of(RunState run, EffectStep step, RunError error) => new() { Run = run.Key, Step = step.Number, Attempt = step.Attempt, Error = error };

    private protected override RunState Apply(RunState run, Step step, DateTimeOffset at) =>
        step is EffectStep effect ? run.Replace(effect with { Held = new Hold(WaitReasons.Recovery, Error), RetryAt = null, Stall = null }) : run;
}

/// <summary>A held step may be tried again.</summary>
public sealed record StepReleased : Entry
{
    /// <summary>The step within its run.</summary>
    [JsonPropertyName("s")]
    public required int Step { get; init; }

    internal override SessionState Apply(SessionState state, EntryPlace place) => state.Active is { } run && run.Find(Step) is EffectStep step
        ? state.Take(TakenInput.Retry(run.Key, Step, step.Attempt)) with { Active = run.Replace(step.Release(place.At)).ResumeAfter(Step, step.Attempt) }
        : state;
}

/// <summary>A person lets a step that is held for recovery be tried again. Without effect if this attempt was followed by another already.</summary>
/// <param name="Run">The active run.</param>
/// <param name="Step">The step.</param>
/// <param name="Attempt">The attempt after which it is held.</param>
public sealed record RetryStep(RunKey Run, int Step, int Attempt) : SessionInput
{
    internal override TakenInput? Identity => TakenInput.Retry(Run, Step, Attempt);

    internal override Acceptance Accept(SessionState state, EngineContext context)
    {
        if (Refuse(state, Run) is { } refusal)
            return Acceptance.Reject(refusal);
        return Recoveries.Find(state.Active!, Step, Attempt) is not null
            ? Acceptance.Of(new StepReleased { Run = Run, Step = Step })
            : Recoveries.Continued(state.Active!, Step, Attempt) ? Acceptance.Nothing : Recoveries.NotHeld(state.Active!, Step, Attempt);
    }
}

/// <summary>A person gives the result of a tool step that is held for recovery, which is then not tried again. Without effect if the step continued after this attempt already.</summary>
/// <param name="Run">The active run.</param>
/// <param name="Step">The step.</param>
/// <param name="Attempt">The attempt after which it is held.</param>
/// <param name="Content">What goes to the model.</param>
/// <param name="IsError">Whether the tool failed.</param>
public sealed record SkipStep(RunKey Run, int Step, int Attempt, Content Content, bool IsError) : SessionInput
{
    internal override TakenInput? Identity => TakenInput.Skip(Run, Step, Attempt);

    internal override Acceptance Accept(SessionState state, EngineContext context)
    {
        if (Refuse(state, Run) is { } refusal)
            return Acceptance.Reject(refusal);
        var run = state.Active!;
        return Recoveries.Find(run, Step, Attempt) switch
        {
            // A step that is open was tried again: the result that was given is not its.
            null => run.Find(Step) is null && Recoveries.Continued(run, Step, Attempt) ? Acceptance.Nothing : Recoveries.NotHeld(run, Step, Attempt),
            { Call: null } => Acceptance.Reject(ErrorCodes.NotHeld, $"Step {Step} is a model call and cannot be skipped. Retry it or cancel the run."),
            var step => Acceptance.Of(ToolCallCompleted.Of(run, step, Content, IsError) with { EndsRun = context.AgentOf(run).FindTool(step.Name) is { EndsRun: true } }),
        };
    }
}

/// <summary>Steps that are held for recovery.</summary>
internal static class Recoveries
{
    public static EffectStep? Find(RunState run, int step, int attempt) =>
        run.Find(step) is EffectStep { Held.Reason: WaitReasons.Recovery } held && held.Attempt == attempt ? held : null;

    /// <summary>Whether the step continued after this attempt: the decision was taken before.</summary>
    public static bool Continued(RunState run, int step, int attempt) => run.Resumptions.Contains(new Resumption(step, attempt));

    public static Acceptance NotHeld(RunState run, int step, int attempt) =>
        Acceptance.Reject(ErrorCodes.NotHeld, $"Step {step} is not held after attempt {attempt}. Held: {Held(run)}. See holds of the run.");

    public static Acceptance NotQuarantined(RunState run) =>
        Acceptance.Reject(ErrorCodes.NotHeld, $"The run is not quarantined. Held: {Held(run)}. Name the step and its attempt to retry it.");

    private static string Held(RunState run)
    {
        var held = string.Join(", ", run.Open.OfType<EffectStep>().Where(open => open.Held is not null).Select(open => $"step {open.Number} after attempt {open.Attempt}"));
        return held.Length == 0 ? "none" : held;
    }
}
