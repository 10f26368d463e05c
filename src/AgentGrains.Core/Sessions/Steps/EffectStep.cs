using AgentGrains.Core.Agents;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>A step that an effect worker executes, in attempts.</summary>
public abstract record EffectStep : Step
{
    private protected EffectStep()
    {
    }

    /// <summary>When the attempt that is in flight, or the last one, started.</summary>
    public DateTimeOffset AttemptAt { get; init; }

    /// <summary>Attempts that failed; attempts whose host was lost do not count.</summary>
    public int Failures { get; init; }

    /// <summary>When the next attempt may start; null while one is in flight.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Why the step does not proceed until it is released; null if it does.</summary>
    public Hold? Held { get; init; }

    /// <summary>Since when the other side is throttled or unavailable; null if the last failure was of another kind.</summary>
    public StepStall? Stall { get; init; }

    /// <summary>Whether an attempt is in flight.</summary>
    public bool IsInFlight => Held is null && RetryAt is null;

    /// <summary>Whether the last attempt may or may not have been executed: it is in flight, or its host is gone.</summary>
    internal bool IsOutcomeUnknown => IsInFlight || Held?.Error.Code == ErrorCodes.OutcomeUnknown.Value;

    /// <inheritdoc/>
    public override DateTimeOffset LatestStart => AttemptAt;

    internal override DateTimeOffset? NextWake => Held is null ? RetryAt : null;

    internal override StepWait? Wait => this switch
    {
        { Held: { Error: var error } hold } => new StepWait(WaitRank.Recovery, new Waiting(hold.Reason, $"{error.Code}: {error.Message}", null, Call?.Id)),
        { Stall.Error: var error, RetryAt: { } until } when Stall is not null => new StepWait(WaitRank.Throttle, new Waiting(WaitReasons.Throttle, $"{error.Code}: {error.Message}", until, null)),
        _ => null,
    };

    /// <summary>The attempt in flight, for an effect worker.</summary>
    internal abstract Effect ToEffect(RunKey run);

    /// <summary>What follows if an attempt may or may not have been executed.</summary>
    internal virtual Recovery RecoveryOf(AgentDefinition agent) => Recovery.RunAgain;

    /// <summary>The result if the time of the step is up and its attempt failed; null if another attempt may follow.</summary>
    internal virtual Entry? EndWithoutResult(RunState run, EngineContext context) => null;

    /// <summary>The step after a failed attempt that another follows.</summary>
    internal virtual EffectStep After(AttemptFailed failed, DateTimeOffset at) => this with
    {
        Attempt = failed.Attempt + 1,
        RetryAt = failed.RetryAt,
        Failures = failed.Retry.IsStall() ? Failures : Failures + 1,
        Stall = failed.Retry.IsStall() ? new StepStall(Stall?.Since ?? at, (Stall?.Count ?? 0) + 1, failed.Error) : null,
    };

    /// <summary>The step after it was released: another attempt may start at once.</summary>
    internal virtual EffectStep Release(DateTimeOffset at) => this with { Held = null, Failures = 0, Attempt = Attempt + 1, RetryAt = at };
}

/// <summary>What follows if it is unknown whether an attempt was executed.</summary>
internal enum Recovery
{
    /// <summary>Another attempt: executing it twice does no harm.</summary>
    RunAgain,

    /// <summary>A person decides.</summary>
    AskPerson,
}

/// <summary>Attempts in a row that the other side did not process.</summary>
/// <param name="Since">When the first of them failed.</param>
/// <param name="Count">How many there were.</param>
/// <param name="Error">What the last one was answered.</param>
public sealed record StepStall(DateTimeOffset Since, int Count, RunError Error);
