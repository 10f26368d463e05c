using System.Collections.Immutable;
using System.Text.Json.Serialization;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Models;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>Command: ask the model for the next message. The prompt is every message of the conversation before this entry.</summary>
public sealed record ModelCallStarted : StepStarted
{
    /// <summary>The configured model.</summary>
    [JsonPropertyName("model")]
    public required string Model { get; init; }

    /// <inheritdoc/>
    public override Step ToStep(DateTimeOffset at) => new ModelCallStep { Number = Step, Model = Model, StartedAt = at, AttemptAt = at };

    internal override SessionState Apply(SessionState state, EntryPlace place) =>
        state.Active is null ? state : state.WithActive(run => run.Start(ToStep(place.At)) with { Unseen = false });
}

/// <summary>A call of the model.</summary>
public sealed record ModelCallStep : EffectStep
{
    internal const string KindName = "model_call";

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Name => Model;

    /// <summary>The configured model.</summary>
    public required string Model { get; init; }

    /// <summary>What was wrong with the last answer, for the model to correct; null if it need not correct anything.</summary>
    public string? Correction { get; init; }

    internal override Effect ToEffect(RunKey run) => new Effect.CallModel(run, Number, Attempt, Model, Correction);

    internal override EffectStep After(AttemptFailed failed, DateTimeOffset at) =>
        (ModelCallStep)base.After(failed, at) with { Correction = failed.Retry == RetryClass.Correction ? failed.Error.Message : Correction };

    internal override EffectStep Release(DateTimeOffset at) => (ModelCallStep)base.Release(at) with { Correction = null };
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
    /// <summary>Whether the answer is whole. If something cut it off, none of its calls is executed: their arguments may be incomplete.</summary>
    public AnswerEnding Ending { get; init; }

    /// <summary>Members of the message that only its provider understands, as one JSON object; null if there are none.</summary>
    public Content? Extra { get; init; }

    /// <summary>The model that answered, as it calls itself; null if unknown.</summary>
    public string? Model { get; init; }

    internal override Acceptance Accept(SessionState state, EngineContext context)
    {
        if (state.Active is not { } run || run.Key != Run || run.Find(Step) is not ModelCallStep)
            return Acceptance.Nothing;
        var calls = Ending.IsCutOff() ? [.. Calls.Select(CutOff)] : Calls;
        return Acceptance.Of(
            new ModelCallCompleted
            {
                Run = Run, Step = Step, Attempt = Attempt, FinishReason = FinishReason, Model = Model, IsEstimate = Usage.IsEstimate,
                InputTokens = Usage.InputTokens, OutputTokens = Usage.OutputTokens, CachedInputTokens = Usage.CachedInputTokens, CostMicros = Usage.CostMicros,
            },
            new AssistantMessage
            {
                Run = Run, Step = Step, Content = Text, Calls = calls.IsEmpty ? null : calls, Ending = Ending == AnswerEnding.Stop ? null : Ending, Extra = Extra,
            });
    }

    private AssistantToolCall CutOff(AssistantToolCall call) =>
        call with { Faulty = true, Fault = Ending == AnswerEnding.Length ? CallFault.CutOffByLength : CallFault.CutOffByFilter };
}

/// <summary>Notification: the model answered. The answer itself is the <see cref="AssistantMessage"/> behind it.</summary>
public sealed record ModelCallCompleted : Entry, IAttemptOutcome
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

    /// <summary>Whether any of the usage is an estimate, because the provider did not report it.</summary>
    [JsonPropertyName("est")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsEstimate { get; init; }

    /// <summary>The model that answered, as it calls itself; null if unknown.</summary>
    [JsonPropertyName("by")]
    public string? Model { get; init; }

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
