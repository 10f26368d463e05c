using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Models;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>Command: ask the model for the next message. The prompt is every message of the conversation before this entry.</summary>
public sealed record ModelCallStarted : Entry
{
    /// <summary>The step within its run.</summary>
    [JsonPropertyName("s")]
    public required int Step { get; init; }

    /// <summary>The configured model.</summary>
    [JsonPropertyName("model")]
    public required string Model { get; init; }

    private protected override string? TypeOfEvent => "step.started";

    private protected override int? StepOfEvent => Step;

    private protected override int? AttemptOfEvent => 1;

    /// <inheritdoc/>
    public override void WriteEvent(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteString("kind"u8, "model_call"u8);
        writer.WriteString("name"u8, Model);
    }

    internal override SessionState Apply(SessionState state, EntryPlace place) => state.Active is null
        ? state
        : state.WithActive(run => run.Begin(new StepState
        {
            Number = Step, Kind = StepKind.ModelCall, Name = Model, BegunAt = place.At, AttemptAt = place.At,
        }) with { Unseen = false });
}

/// <summary>An effect worker reports a model's answer. Counts once, whichever attempt or owner asked for it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Step">The step.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Text">The text; null where there is none.</param>
/// <param name="Calls">The tools the model wants called.</param>
/// <param name="Usage">What the call used.</param>
/// <param name="FinishReason">Why the model stopped.</param>
public sealed record CompleteModelCall(
    RunKey Run, int Step, int Attempt, Content? Text, ImmutableArray<AssistantToolCall> Calls, ModelUsage Usage, string FinishReason) : SessionInput
{
    internal override Acceptance Accept(SessionState state, EngineContext context)
    {
        if (state.Active is not { } run || run.Key != Run || run.Find(Step) is not { Kind: StepKind.ModelCall })
            return Acceptance.Nothing;
        return Acceptance.Of(
            new ModelCallCompleted
            {
                Run = Run, Step = Step, Attempt = Attempt, FinishReason = FinishReason,
                InputTokens = Usage.InputTokens, OutputTokens = Usage.OutputTokens, CachedInputTokens = Usage.CachedInputTokens, CostMicros = Usage.CostMicros,
            },
            new AssistantMessage { Run = Run, Step = Step, Content = Text, Calls = Calls.IsEmpty ? null : Calls });
    }
}

/// <summary>Notification: the model answered. The answer itself is the <see cref="AssistantMessage"/> behind it.</summary>
public sealed record ModelCallCompleted : Entry
{
    /// <summary>The step within its run.</summary>
    [JsonPropertyName("s")]
    public required int Step { get; init; }

    /// <summary>The attempt that gave the answer.</summary>
    [JsonPropertyName("a")]
    public required int Attempt { get; init; }

    /// <summary>Tokens of the prompt.</summary>
    [JsonPropertyName("in")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long InputTokens { get; init; }

    /// <summary>Tokens of the answer.</summary>
    [JsonPropertyName("out")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long OutputTokens { get; init; }

    /// <summary>Tokens of the prompt that came from the provider's cache.</summary>
    [JsonPropertyName("cached")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long CachedInputTokens { get; init; }

    /// <summary>Price in millionths of the currency.</summary>
    [JsonPropertyName("cost")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long CostMicros { get; init; }

    /// <summary>Why the model stopped.</summary>
    [JsonPropertyName("fin")]
    public required string FinishReason { get; init; }

    private protected override string? TypeOfEvent => "step.completed";

    private protected override int? StepOfEvent => Step;

    private protected override int? AttemptOfEvent => Attempt;

    /// <inheritdoc/>
    public override void WriteEvent(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteString("kind"u8, "model_call"u8);
        writer.WriteString("finish_reason"u8, FinishReason);
        writer.WriteStartObject("usage"u8);
        writer.WriteNumber("input_tokens"u8, InputTokens);
        writer.WriteNumber("output_tokens"u8, OutputTokens);
        writer.WriteNumber("cached_input_tokens"u8, CachedInputTokens);
        writer.WriteNumber("cost_micros"u8, CostMicros);
        writer.WriteEndObject();
    }

    internal override SessionState Apply(SessionState state, EntryPlace place) => state.Active is null ? state : state.WithActive(run => run.Remove(Step) with
    {
        Usage = run.Usage with
        {
            ModelCalls = run.Usage.ModelCalls + 1,
            InputTokens = run.Usage.InputTokens + InputTokens,
            OutputTokens = run.Usage.OutputTokens + OutputTokens,
            CachedInputTokens = run.Usage.CachedInputTokens + CachedInputTokens,
            CostMicros = run.Usage.CostMicros + CostMicros,
        },
    });
}

/// <summary>A message of the model joins the conversation.</summary>
public sealed record AssistantMessage : Entry
{
    /// <summary>The model call it came from.</summary>
    [JsonPropertyName("s")]
    public required int Step { get; init; }

    /// <summary>Its text; null where it only calls tools.</summary>
    [JsonPropertyName("c")]
    public Content? Content { get; init; }

    /// <summary>The tools it wants called, in the model's order; null where there are none.</summary>
    [JsonPropertyName("calls")]
    public ImmutableArray<AssistantToolCall>? Calls { get; init; }

    private protected override string? TypeOfEvent => "message.completed";

    private protected override int? StepOfEvent => Step;

    /// <inheritdoc/>
    public override void WriteEvent(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteString("role"u8, "assistant"u8);
        if (Content is null)
            writer.WriteNull("content"u8);
        else
            EventContent.Write(writer, Content);
        if (Calls is not { } calls)
            return;
        writer.WriteStartArray("tool_calls"u8);
        foreach (var call in calls)
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, call.Id);
            writer.WriteString("name"u8, call.Name);
            if (call.Arguments.Text is { } arguments)
                writer.WriteString("arguments"u8, arguments);
            else
                writer.WriteString("arguments_ref"u8, call.Arguments.Reference!.Sha256);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    internal override SessionState Apply(SessionState state, EntryPlace place)
    {
        if (state.Active is not { } run)
            return state;
        var calls = Calls ?? [];
        var bytes = (Content?.SizeBytes ?? 0) + calls.Sum(call => (long)call.Arguments.SizeBytes);
        return state with
        {
            ContextBytes = state.ContextBytes + bytes,
            Active = run with
            {
                Answered = calls.IsEmpty && !run.Unseen,
                Output = Content ?? run.Output,
                OutputPosition = Content is null ? run.OutputPosition : place.Position,
                Turn = calls.IsEmpty ? null : new ToolTurn(
                    place.Position, [.. calls.Select((call, i) => new PendingCall(i, call.Id, call.Name, call.Arguments, call.Malformed))], calls.Length, false),
            },
        };
    }
}

/// <summary>A tool call as the model asked for it.</summary>
/// <param name="Id">The model's own id of it.</param>
/// <param name="Name">The tool's name as the model wrote it.</param>
/// <param name="Arguments">The arguments exactly as the model wrote them.</param>
/// <param name="Malformed">Whether the arguments are no JSON object.</param>
public sealed record AssistantToolCall(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("n")] string Name,
    [property: JsonPropertyName("args")] Content Arguments,
    [property: JsonPropertyName("bad"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Malformed = false);
