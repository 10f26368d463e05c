using System.Text.Json.Serialization;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>What becomes of a step whose attempt is over without a result.</summary>
internal static class StepAttempts
{
    /// <summary>The first step whose next attempt is due; null if there is none.</summary>
    public static EffectStep? Due(RunState run, DateTimeOffset now)
    {
        foreach (var step in run.Open)
        {
            if (step is EffectStep { Held: null } effect && effect.RetryAt <= now)
                return effect;
        }
        return null;
    }

    /// <summary>What follows for a step whose attempt is lost.</summary>
    /// <param name="agent">The version of the agent that the run pins.</param>
    /// <param name="run">The run.</param>
    /// <param name="step">The step whose attempt is lost.</param>
    /// <param name="usage">What the lost attempt is estimated to have used, if it is a model call.</param>
    public static Entry Lose(AgentDefinition agent, RunState run, EffectStep step, AttemptUsage usage) => step.RecoveryOf(agent) == Recovery.RunAgain
        ? new AttemptLost { Run = run.Key, Step = step.Number, Attempt = step.Attempt, Usage = step is ModelCallStep ? usage : null }
        : StepHeld.Of(run, step, new RunError(ErrorCodes.OutcomeUnknown.Value, $"The host went down while '{step.Name}' was in flight; it may or may not have been executed."));
}

/// <summary>What is the same for entries about one attempt.</summary>
public abstract record AttemptEntry : Entry
{
    private protected AttemptEntry()
    {
    }

    /// <summary>The step within its run.</summary>
    [JsonPropertyName("s")]
    public required int Step { get; init; }

    /// <summary>The attempt.</summary>
    [JsonPropertyName("a")]
    public required int Attempt { get; init; }

    /// <summary>What the attempt used, if it ended without a result; null if nothing.</summary>
    [JsonPropertyName("use")]
    public AttemptUsage? Usage { get; init; }

    internal override SessionState Apply(SessionState state, EntryPlace place)
    {
        if (state.Active is not { } run || run.Find(Step) is not { } step)
            return state;
        return state with { Active = Apply(Usage is null ? run : run with { Usage = Usage.AddTo(run.Usage) }, step, place.At) };
    }

    private protected abstract RunState Apply(RunState run, Step step, DateTimeOffset at);
}

/// <summary>Notification: an attempt failed; another begins later.</summary>
public sealed record AttemptFailed : AttemptEntry, IAttemptOutcome
{
    /// <summary>What happened.</summary>
    [JsonPropertyName("err")]
    public required RunError Error { get; init; }

    /// <summary>What bounds further attempts.</summary>
    [JsonPropertyName("why")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RetryClass Retry { get; init; }

    /// <summary>When the next attempt may start.</summary>
    [JsonPropertyName("retry")]
    public required DateTimeOffset RetryAt { get; init; }

    private protected override RunState Apply(RunState run, Step step, DateTimeOffset at) => step is EffectStep effect ? run.Replace(effect.After(this, at)) : run;
}

/// <summary>Command: another attempt begins. Without it two owners, or one that comes back, could both begin it.</summary>
public sealed record AttemptStarted : AttemptEntry
{
    internal override bool StartsEffect => true;

    private protected override RunState Apply(RunState run, Step step, DateTimeOffset at) =>
        step is EffectStep effect ? run.Replace(effect with { Attempt = Attempt, AttemptAt = at, RetryAt = null }) : run;
}

/// <summary>Notification: an attempt's host is gone; another attempt may begin at once, and none is used up.</summary>
public sealed record AttemptLost : AttemptEntry
{
    private protected override RunState Apply(RunState run, Step step, DateTimeOffset at) =>
        step is EffectStep effect ? run.Replace(effect with { Attempt = Attempt + 1, RetryAt = at }).ResumeAfter(Step, Attempt) : run;
}

/// <summary>The step is given up; its run ends.</summary>
public sealed record StepFailed : AttemptEntry
{
    /// <summary>Why.</summary>
    [JsonPropertyName("err")]
    public required RunError Error { get; init; }

    /// <summary>Whether the deed may have been done: a result that comes later is noted.</summary>
    [JsonIgnore]
    public bool IsOutcomeUnknown => Error.Code == ErrorCodes.OutcomeUnknown.Value;

    internal override SessionState Apply(SessionState state, EntryPlace place)
    {
        var applied = base.Apply(state, place);
        return IsOutcomeUnknown && applied != state ? applied.GiveUp(new GivenUpStep(Run!.Value, Step, Attempt)) : applied;
    }

    private protected override RunState Apply(RunState run, Step step, DateTimeOffset at) => run.Remove(Step);
}
