using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>An effect worker reports that an attempt gave no result. Without effect if the step or the attempt is not the open one.</summary>
/// <param name="Run">The run.</param>
/// <param name="Step">The step.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Error">What happened.</param>
/// <param name="Permanent">Whether another attempt would end the same way; then the run fails.</param>
/// <param name="MayHaveRun">Whether the tool may have executed the call all the same.</param>
/// <param name="RetryAfter">How long the other side asked to wait.</param>
/// <param name="Jitter">Chance from 0 to 1, for the delay.</param>
public sealed record FailAttempt(
    RunKey Run, int Step, int Attempt, RunError Error, bool Permanent, bool MayHaveRun, TimeSpan? RetryAfter, double Jitter) : SessionInput
{
    /// <summary>What bounds further attempts.</summary>
    public RetryClass Retry { get; init; }

    /// <summary>Whether the other side was not asked, because it is known to be down: the next attempt starts after <see cref="RetryAfter"/>, however many failed.</summary>
    public bool NotSent { get; init; }

    /// <summary>What the attempt used; null if nothing.</summary>
    public AttemptUsage? Usage { get; init; }

    internal override Acceptance Accept(SessionState state, EngineContext context)
    {
        if (state.GivenUp.Contains(new GivenUpStep(Run, Step, Attempt)))
            return Acceptance.Of(new LateResult { Run = Run, Step = Step, Attempt = Attempt, Content = Content.Inline(Error.Message), IsError = true });
        if (state.Active is not { } run || run.Key != Run || run.Find(Step) is not EffectStep { Held: null } step || step.Attempt != Attempt)
            return Acceptance.Nothing;
        if (step.EndWithoutResult(run, context) is { } ended)
            return Acceptance.Of(ended);
        if (Permanent)
            return FailRun(state, run, context);
        if (MayHaveRun && step.RecoveryOf(context.AgentOf(run)) == Recovery.AskPerson)
            return Hold(run, step, new RunError(ErrorCodes.OutcomeUnknown.Value, $"'{step.Name}' may or may not have been executed: {Error.Message}"));
        return Retry switch
        {
            RetryClass.Person => Hold(run, step, Error),
            RetryClass.Correction when step is ModelCallStep { Correction: not null } => FailRun(state, run, context),
            RetryClass.Correction => Again(context.Now),
            RetryClass.Throttled or RetryClass.Unavailable => Stall(run, step, context),
            RetryClass.Answer => Count(run, step, context, context.Options.MaxBadAnswers),
            _ => Count(run, step, context, context.Options.MaxAttempts),
        };
    }

    private Acceptance Count(RunState run, EffectStep step, EngineContext context, int most) => step.Failures + 1 >= most
        ? Hold(run, step, Error)
        : Again(context.Options.RetryAt(context.Now, step.Failures + 1, RetryAfter, Jitter));

    /// <summary>Bounded by the time since the first failure, not by a count: an outage of hours must not need a person.</summary>
    private Acceptance Stall(RunState run, EffectStep step, EngineContext context)
    {
        var since = step.Stall?.Since ?? context.Now;
        var failures = NotSent ? 1 : (step.Stall?.Count ?? 0) + 1;
        var retryAt = context.Options.StallRetryAt(context.Now, failures, RetryAfter, Jitter);
        return retryAt - since > context.Options.MaxStall
            ? Hold(run, step, Error with { Message = $"{Error.Message} Nothing else came for {context.Options.MaxStall.TotalHours:0.#} h." })
            : Again(retryAt);
    }

    private Acceptance Again(DateTimeOffset retryAt) =>
        Acceptance.Of(new AttemptFailed { Run = Run, Step = Step, Attempt = Attempt, Error = Error, Retry = Retry, RetryAt = retryAt, Usage = Usage });

    private Acceptance Hold(RunState run, EffectStep step, RunError error) => Acceptance.Of(StepHeld.Of(run, step, error) with { Usage = Usage });

    private Acceptance FailRun(SessionState state, RunState run, EngineContext context)
    {
        // Of this step the outcome is known: it is the error.
        var others = run with { Open = [.. run.Open.Where(open => open.Number != Step)] };
        return new Acceptance(
            [new StepFailed { Run = Run, Step = Step, Attempt = Attempt, Error = Error, Usage = Usage }, .. RunRules.Fail(state, others, Error, context)], null);
    }
}
