using System.Text.Json;
using System.Text.Json.Serialization;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>What is the same for the start of every step that carries out a tool call of the model.</summary>
public abstract record ToolStepStarted : Entry
{
    private protected ToolStepStarted()
    {
    }

    /// <summary>The step within its run.</summary>
    [JsonPropertyName("s")]
    public required int Step { get; init; }

    /// <summary>The position of the message that asked for it; the arguments are there.</summary>
    [JsonPropertyName("m")]
    public required long MessagePosition { get; init; }

    /// <summary>Which call of the message, from 0.</summary>
    [JsonPropertyName("i")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required int CallIndex { get; init; }

    /// <summary>The tool.</summary>
    [JsonPropertyName("n")]
    public required string Name { get; init; }

    /// <summary>The model's own id of the call.</summary>
    [JsonPropertyName("id")]
    public required string CallId { get; init; }

    private protected override string? TypeOfEvent => "step.started";

    private protected override int? StepOfEvent => Step;

    private protected override int? AttemptOfEvent => 1;

    private protected abstract StepKind Kind { get; }

    private protected virtual DateTimeOffset? Until => null;

    /// <inheritdoc/>
    public override void WriteEvent(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteString("kind"u8, StepKinds.Name(Kind));
        writer.WriteString("name"u8, Name);
        writer.WriteString("tool_call_id"u8, CallId);
        if (Until is { } until)
            writer.WriteString("until"u8, WireTime.Format(until));
    }

    internal override SessionState Apply(SessionState state, EntryPlace place)
    {
        if (state.Active is not { Turn: { } turn })
            return state;
        return state.WithActive(run => run.Begin(ToStep(place.At)) with
        {
            Turn = turn with { Calls = turn.Calls.RemoveAll(call => call.Index == CallIndex) },
        });
    }

    /// <summary>The step that it begins.</summary>
    /// <param name="at">When.</param>
    public StepState ToStep(DateTimeOffset at) => Begun() with { BegunAt = at, AttemptAt = at };

    private protected virtual StepState Begun() => new()
    {
        Number = Step, Kind = Kind, Name = Name, CallIndex = CallIndex, CallId = CallId, Until = Until,
    };
}

/// <summary>Command: an effect worker is to call a tool.</summary>
public sealed record ToolCallStarted : ToolStepStarted
{
    private protected override StepKind Kind => StepKind.ToolCall;
}

/// <summary>An effect worker reports a tool's answer. Counts once, whichever attempt or owner asked for it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Step">The step.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Content">What goes to the model.</param>
/// <param name="IsError">Whether the tool said that it failed.</param>
public sealed record CompleteToolCall(RunKey Run, int Step, int Attempt, Content Content, bool IsError) : SessionInput
{
    internal override Acceptance Accept(SessionState state, EngineContext context)
    {
        if (state.Active is not { } run || run.Key != Run || run.Find(Step) is not { Kind: StepKind.ToolCall } step)
            return Acceptance.Nothing;
        return Acceptance.Of(new ToolCallCompleted
        {
            Run = Run, Step = Step, Attempt = Attempt, CallIndex = step.CallIndex, Content = Content, IsError = IsError,
            EndsRun = context.AgentOf(run).FindTool(step.Name) is { EndsRun: true },
        });
    }
}

/// <summary>Notification: a tool call of the model has its result, whatever kind of step it was.</summary>
public sealed record ToolCallCompleted : Entry
{
    /// <summary>The step within its run.</summary>
    [JsonPropertyName("s")]
    public required int Step { get; init; }

    /// <summary>The attempt that gave the result.</summary>
    [JsonPropertyName("a")]
    public required int Attempt { get; init; }

    /// <summary>Which call of the model's message, from 0.</summary>
    [JsonPropertyName("i")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required int CallIndex { get; init; }

    /// <summary>What goes to the model.</summary>
    [JsonPropertyName("c")]
    public required Content Content { get; init; }

    /// <summary>Whether the tool failed.</summary>
    [JsonPropertyName("err")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsError { get; init; }

    /// <summary>Whether the run completes with this turn.</summary>
    [JsonPropertyName("end")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool EndsRun { get; init; }

    /// <summary>For waits: the kept signal that ended it.</summary>
    [JsonPropertyName("sig")]
    public string? SignalId { get; init; }

    private protected override string? TypeOfEvent => "step.completed";

    private protected override int? StepOfEvent => Step;

    private protected override int? AttemptOfEvent => Attempt;

    /// <inheritdoc/>
    public override void WriteEvent(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteBoolean("is_error"u8, IsError);
        EventContent.Write(writer, Content);
    }

    internal override SessionState Apply(SessionState state, EntryPlace place)
    {
        if (state.Active is not { Turn: { } turn } run)
            return state;
        var unanswered = turn.Unanswered - 1;
        var endsRun = turn.EndsRun || EndsRun;
        if (run.Waiting is not null && run.Find(Step) is { IsEffect: false })
            run = run.ResumeAfter(Step, Attempt);
        return state with
        {
            ContextBytes = state.ContextBytes + Content.SizeBytes,
            Active = run.Remove(Step) with
            {
                Usage = run.Usage with { ToolCalls = run.Usage.ToolCalls + 1 },
                Turn = unanswered > 0 ? turn with { Unanswered = unanswered, EndsRun = endsRun } : null,
                Answered = unanswered == 0 && endsRun,
                Signals = SignalId is null ? run.Signals : run.Signals.RemoveAll(signal => signal.Id == SignalId),
            },
        };
    }
}
