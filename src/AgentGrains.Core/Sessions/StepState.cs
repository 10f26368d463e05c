using System.Collections.Immutable;
using System.Text.Json.Serialization;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Sessions;

/// <summary>The kinds of steps.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StepKind>))]
public enum StepKind
{
    /// <summary>A call of the model.</summary>
    [JsonStringEnumMemberName("model_call")]
    ModelCall,

    /// <summary>A tool call that an effect worker carries out.</summary>
    [JsonStringEnumMemberName("tool_call")]
    ToolCall,

    /// <summary>A tool call that the front end answers.</summary>
    [JsonStringEnumMemberName("client_tool")]
    ClientTool,

    /// <summary>A wait for a time.</summary>
    [JsonStringEnumMemberName("sleep")]
    Sleep,

    /// <summary>A wait for a signal.</summary>
    [JsonStringEnumMemberName("signal")]
    Signal,
}

/// <summary>A step that is not done.</summary>
public sealed record StepState
{
    /// <summary>The step within its run, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Its kind.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required StepKind Kind { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset BegunAt { get; init; }

    /// <summary>When the attempt that is under way, or the last one, began.</summary>
    public DateTimeOffset AttemptAt { get; init; }

    /// <summary>The attempt that is under way or next, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>Attempts that failed; attempts whose host was lost do not count.</summary>
    public int Failures { get; init; }

    /// <summary>When the next attempt may begin, while one waits; null while one is under way.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>For waits: when they end by themselves.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>For tool calls: the tool. For signals: the signal's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>For tool calls: which call of the turn it is.</summary>
    public int CallIndex { get; init; }

    /// <summary>For tool calls: the model's own id of the call.</summary>
    public string CallId { get; init; } = "";

    /// <summary>Why the step waits for a person, where it does.</summary>
    public RunError? Parked { get; init; }

    /// <summary>Since when the other side is throttled or unavailable; null if the last failure was of another kind.</summary>
    public StepStall? Stall { get; init; }

    /// <summary>What was wrong with the last answer, for the model to correct; null if it need not correct anything.</summary>
    public string? Correction { get; init; }

    /// <summary>Whether the step waits until the other side may be asked again.</summary>
    [JsonIgnore]
    public bool IsStalled => Stall is not null && RetryAt is not null && Parked is null;

    /// <summary>Whether an effect worker carries it out.</summary>
    [JsonIgnore]
    public bool IsEffect => Kind is StepKind.ModelCall or StepKind.ToolCall;
}

/// <summary>Attempts in a row that the other side did not process.</summary>
/// <param name="Since">When the first of them failed.</param>
/// <param name="Count">How many there were.</param>
/// <param name="Error">What the last one was answered.</param>
public sealed record StepStall(DateTimeOffset Since, int Count, RunError Error);

/// <summary>The tool calls of one message of the model.</summary>
/// <param name="Position">The message's journal position.</param>
/// <param name="Calls">The calls that have no step yet, in the model's order.</param>
/// <param name="Unanswered">How many calls have no result yet.</param>
/// <param name="EndsRun">Whether a call that got its result was of a tool that ends the run.</param>
public sealed record ToolTurn(long Position, ImmutableArray<PendingCall> Calls, int Unanswered, bool EndsRun);

/// <summary>A tool call that has no step yet.</summary>
/// <param name="Index">Which call of the message, from 0.</param>
/// <param name="Id">Its id, unique in the conversation.</param>
/// <param name="Name">The tool's name as the model wrote it.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Fault">Why it must not be executed; null if it may.</param>
public sealed record PendingCall(int Index, string Id, string Name, Content Arguments, CallFault? Fault = null);
