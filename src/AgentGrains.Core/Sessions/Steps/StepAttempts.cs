using System.Text.Json;
using System.Text.Json.Serialization;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>An effect worker reports that an attempt gave no result. Without effect where the step or the attempt is not the open one.</summary>
/// <param name="Run">The run.</param>
/// <param name="Step">The step.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Error">What happened.</param>
/// <param name="Permanent">Whether another attempt would end the same way; then the run fails.</param>
/// <param name="MayHaveRun">Whether the deed may have been done all the same.</param>
/// <param name="RetryAfter">How long the other side asked to be left alone.</param>
/// <param name="Jitter">Chance from 0 to 1, for the delay.</param>
public sealed record FailAttempt(
    RunKey Run, int Step, int Attempt, RunError Error, bool Permanent, bool MayHaveRun, TimeSpan? RetryAfter, double Jitter) : SessionInput
{
    internal override Acceptance Accept(SessionState state, EngineContext context)
    {
        if (state.Active is not { } run || run.Key != Run || run.Find(Step) is not { IsEffect: true, Parked: null } step || step.Attempt != Attempt)
            return Acceptance.Nothing;
        if (Permanent)
            return new Acceptance([.. ChatProgram.Fail(run, Error)], null);
        if (step.Kind == StepKind.ToolCall && MayHaveRun && !StepAttempts.RunsAgain(context.AgentOf(run), step))
            return Acceptance.Of(StepAttempts.Park(run, step, new RunError(ErrorCodes.OutcomeUnknown.Value, $"'{step.Name}' may or may not have been carried out: {Error.Message}")));
        return Acceptance.Of(step.Failures + 1 >= context.Options.MaxAttempts
            ? StepAttempts.Park(run, step, Error)
            : new AttemptFailed
            {
                Run = Run, Step = Step, Attempt = Attempt, Error = Error,
                RetryAt = context.Options.RetryAt(context.Now, step.Failures + 1, RetryAfter, Jitter),
            });
    }
}

/// <summary>What becomes of a step whose attempt is over without a result.</summary>
internal static class StepAttempts
{
    public static bool RunsAgain(AgentDefinition agent, StepState step) => step.Kind != StepKind.ToolCall || agent.FindTool(step.Name) is not { RunsAgain: false };

    public static Entry Park(RunState run, StepState step, RunError error) => new StepParked { Run = run.Key, Step = step.Number, Attempt = step.Attempt, Error = error };

    /// <summary>The command for the first attempt that has waited its time; null where none has.</summary>
    public static Entry? StartDue(RunState run, DateTimeOffset now)
    {
        foreach (var step in run.Open)
        {
            if (step is { IsEffect: true, Parked: null } && step.RetryAt <= now)
                return new AttemptStarted { Run = run.Key, Step = step.Number, Attempt = step.Attempt };
        }
        return null;
    }

    public static Entry Lose(AgentDefinition agent, RunState run, StepState step) => RunsAgain(agent, step)
        ? new AttemptLost { Run = run.Key, Step = step.Number, Attempt = step.Attempt }
        : Park(run, step, new RunError(ErrorCodes.OutcomeUnknown.Value, $"The host went down while '{step.Name}' was under way; it may or may not have been carried out."));
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

    private protected override int? StepOfEvent => Step;

    private protected override int? AttemptOfEvent => Attempt;

    internal override SessionState Apply(SessionState state, EntryPlace place) =>
        state.Active is { } run && run.Find(Step) is { } step ? state with { Active = Apply(run, step, place.At) } : state;

    private protected abstract RunState Apply(RunState run, StepState step, DateTimeOffset at);
}

/// <summary>Notification: an attempt failed; another begins later.</summary>
public sealed record AttemptFailed : AttemptEntry
{
    /// <summary>What happened.</summary>
    [JsonPropertyName("err")]
    public required RunError Error { get; init; }

    /// <summary>When the next attempt may begin.</summary>
    [JsonPropertyName("retry")]
    public required DateTimeOffset RetryAt { get; init; }

    private protected override string? TypeOfEvent => "step.retrying";

    /// <inheritdoc/>
    public override void WriteEvent(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        EventContent.Write(writer, Error);
        writer.WriteString("retry_at"u8, WireTime.Format(RetryAt));
    }

    private protected override RunState Apply(RunState run, StepState step, DateTimeOffset at) =>
        run.Replace(step with { Attempt = Attempt + 1, Failures = step.Failures + 1, RetryAt = RetryAt });
}

/// <summary>Command: another attempt begins. Without it two owners, or one that comes back, could both begin it.</summary>
public sealed record AttemptStarted : AttemptEntry
{
    private protected override RunState Apply(RunState run, StepState step, DateTimeOffset at) => run.Replace(step with { Attempt = Attempt, AttemptAt = at, RetryAt = null });
}

/// <summary>Notification: an attempt's host is gone; another attempt may begin at once, and none is used up.</summary>
public sealed record AttemptLost : AttemptEntry
{
    private protected override string? TypeOfEvent => "step.retrying";

    /// <inheritdoc/>
    public override void WriteEvent(Utf8JsonWriter writer) => EventContent.Write(writer, new RunError(ErrorCodes.HostLost.Value, ErrorCodes.HostLost.Title));

    private protected override RunState Apply(RunState run, StepState step, DateTimeOffset at) =>
        run.Replace(step with { Attempt = Attempt + 1, RetryAt = at }).ResumeAfter(Step, Attempt);
}

/// <summary>The step is given up; its run ends.</summary>
public sealed record StepFailed : AttemptEntry
{
    /// <summary>Why.</summary>
    [JsonPropertyName("err")]
    public required RunError Error { get; init; }

    private protected override string? TypeOfEvent => "step.failed";

    /// <inheritdoc/>
    public override void WriteEvent(Utf8JsonWriter writer) => EventContent.Write(writer, Error);

    private protected override RunState Apply(RunState run, StepState step, DateTimeOffset at) => run.Remove(Step);
}

/// <summary>The step cannot go on by itself: a person answers it, or resumes the run, which tries it again.</summary>
public sealed record StepParked : AttemptEntry
{
    /// <summary>Why.</summary>
    [JsonPropertyName("err")]
    public required RunError Error { get; init; }

    private protected override string? TypeOfEvent => "step.parked";

    /// <inheritdoc/>
    public override void WriteEvent(Utf8JsonWriter writer) => EventContent.Write(writer, Error);

    private protected override RunState Apply(RunState run, StepState step, DateTimeOffset at) => run.Replace(step with { Parked = Error, RetryAt = null });
}

/// <summary>A person lets a parked step be tried again.</summary>
public sealed record StepReleased : Entry
{
    /// <summary>The step within its run.</summary>
    [JsonPropertyName("s")]
    public required int Step { get; init; }

    internal override SessionState Apply(SessionState state, EntryPlace place) => state.Active is { } run && run.Find(Step) is { } step
        ? state with { Active = run.Replace(step with { Parked = null, Failures = 0, Attempt = step.Attempt + 1, RetryAt = place.At }).ResumeAfter(Step, step.Attempt) }
        : state;
}
