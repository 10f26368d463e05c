using System.Text.Json.Serialization;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions;

/// <summary>A run as it can be seen from outside.</summary>
public sealed record RunView
{
    /// <summary>The run.</summary>
    public required RunId Id { get; init; }

    /// <summary>The agent.</summary>
    public required string Agent { get; init; }

    /// <summary>The agent's version the run pinned when it was created.</summary>
    public required int AgentVersion { get; init; }

    /// <summary>Where it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required RunStatus Status { get; init; }

    /// <summary>What it waits for, while it waits.</summary>
    public Waiting? Waiting { get; init; }

    /// <summary>What of it does not proceed until it is released, also while it is paused; null if nothing is held.</summary>
    public IReadOnlyList<HoldView>? Holds { get; init; }

    /// <summary>Its answer, where it is at hand; else see <see cref="OutputPosition"/>.</summary>
    public Content? Output { get; init; }

    /// <summary>The journal position of the message that is its answer, once it has completed with one.</summary>
    public long? OutputPosition { get; init; }

    /// <summary>How its answer ended, once it has completed with one.</summary>
    public Models.AnswerEnding OutputEnding { get; init; }

    /// <summary>Whether the run waits for nothing but a person, the front end or a time, or has ended.</summary>
    [JsonIgnore]
    public bool HasSettled => Status.HasSettled(Waiting);

    /// <summary>Why it failed, where it did.</summary>
    public RunError? Error { get; init; }

    /// <summary>What it used so far.</summary>
    public required RunUsage Usage { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its first step could begin.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The user's own notes.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }
}

/// <summary>What a run waits for.</summary>
/// <param name="Reason">One of <see cref="WaitReasons"/>.</param>
/// <param name="Detail">More, for people.</param>
/// <param name="Until">When the wait ends by itself, where it does.</param>
/// <param name="Ref">What to answer: the tool call's id, the signal's name, the step.</param>
public sealed record Waiting(
    [property: JsonPropertyName("reason")] string Reason,
    [property: JsonPropertyName("detail")] string Detail,
    [property: JsonPropertyName("until")] DateTimeOffset? Until = null,
    [property: JsonPropertyName("ref")] string? Ref = null);

/// <summary>A step or run that does not proceed until it is released.</summary>
/// <param name="Reason">What releases it, one of <see cref="WaitReasons"/>: <c>recovery</c>, a decision to retry or skip it.</param>
/// <param name="Error">What happened.</param>
/// <param name="Step">The step; null if the whole run is held.</param>
/// <param name="Attempt">The attempt after which the step is held; null if the whole run is held.</param>
/// <param name="Name">The model or the tool; null if the whole run is held.</param>
/// <param name="ToolCallId">The model's id of the tool call; null if it is none.</param>
public sealed record HoldView(string Reason, RunError Error, int? Step = null, int? Attempt = null, string? Name = null, string? ToolCallId = null);

/// <summary>Why a run or an attempt failed.</summary>
/// <param name="Code">A code with a page in docs/errors.</param>
/// <param name="Message">What happened, for people.</param>
public sealed record RunError([property: JsonPropertyName("code")] string Code, [property: JsonPropertyName("message")] string Message);

/// <summary>What a run used. Sums over all attempts.</summary>
public sealed record RunUsage
{
    /// <summary>Nothing.</summary>
    public static readonly RunUsage None = new();

    /// <summary>Tokens of all prompts.</summary>
    public long InputTokens { get; init; }

    /// <summary>Tokens of all answers.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Tokens of prompts that came from a provider's cache.</summary>
    public long CachedInputTokens { get; init; }

    /// <summary>Price in millionths of the currency.</summary>
    public long CostMicros { get; init; }

    /// <summary>Steps started.</summary>
    public int Steps { get; init; }

    /// <summary>Model calls completed.</summary>
    public int ModelCalls { get; init; }

    /// <summary>Tool calls completed.</summary>
    public int ToolCalls { get; init; }
}

/// <summary>A session as it can be seen from outside.</summary>
/// <param name="Id">The session.</param>
/// <param name="Agent">Its agent.</param>
/// <param name="Status"><c>active</c> while it has a run that has not ended, else <c>idle</c>.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="Metadata">The user's own notes.</param>
public sealed record SessionView(SessionId Id, string Agent, string Status, DateTimeOffset CreatedAt, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The status of a session with an unfinished run.</summary>
    public const string Active = "active";

    /// <summary>The status of a session without.</summary>
    public const string Idle = "idle";
}
