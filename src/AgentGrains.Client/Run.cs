using System.Text.Json.Serialization;

namespace AgentGrains.Client;

/// <summary>Asks for a run.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Input">The messages of the input.</param>
public sealed record RunRequest(string Agent, IReadOnlyList<InputMessage> Input)
{
    /// <summary>Asks for a run with one text of the user.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="input">The text.</param>
    public RunRequest(string agent, string input)
        : this(agent, [new InputMessage("user", input)])
    {
    }

    /// <summary>The session; null makes a new one.</summary>
    public string? Session { get; init; }

    /// <summary>What the run may use.</summary>
    public RunLimits? Limits { get; init; }

    /// <summary>Your own notes.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary><c>enqueue</c>, <c>reject</c>, <c>interrupt</c> or <c>steer</c>; null enqueues.</summary>
    public string? OnConflict { get; init; }
}

/// <summary>A message of an input.</summary>
/// <param name="Role"><c>user</c>, <c>assistant</c> or <c>system</c>.</param>
/// <param name="Content">A text, which converts to it, or parts.</param>
public sealed record InputMessage(string Role, MessageContent Content);

/// <summary>A run: one request executed by a session.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Session">Its session.</param>
/// <param name="Agent">The agent.</param>
/// <param name="AgentVersion">The agent's version.</param>
/// <param name="Status">Where it is: one of <see cref="RunStatuses"/>.</param>
/// <param name="Waiting">What it waits for.</param>
/// <param name="Output">Its answer.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Usage">What it used.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Metadata">Your own notes.</param>
public sealed record Run(
    string Id, string Session, string Agent, int AgentVersion, string Status, RunWaiting? Waiting, RunOutput? Output, RunError? Error, RunUsage Usage,
    DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>What of it does not proceed until it is released, also while it is paused.</summary>
    public IReadOnlyList<RunHold> Holds { get; init; } = [];

    /// <summary>Whether the run has ended; ended is final.</summary>
    [JsonIgnore]
    public bool HasEnded => RunStatuses.HasEnded(Status);

    /// <summary>Whether the run has ended, is paused, or waits for a person, the front end or a time. A run that is only throttled continues by itself.</summary>
    [JsonIgnore]
    public bool HasSettled => HasEnded || Status == RunStatuses.Paused || (Status == RunStatuses.Waiting && Waiting?.Reason != "throttle");
}

/// <summary>What a run waits for.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Detail">More, for people.</param>
/// <param name="Until">When the wait ends by itself.</param>
/// <param name="Ref">What to answer.</param>
public sealed record RunWaiting(string Reason, string Detail, DateTimeOffset? Until = null, string? Ref = null);

/// <summary>A step, or the whole run, that does not proceed until it is released.</summary>
/// <param name="Reason">What releases it: <c>recovery</c>, a decision to retry or skip it.</param>
/// <param name="Error">What happened.</param>
/// <param name="Step">The step's id; null if the whole run is held.</param>
/// <param name="Attempt">The attempt after which the step is held; null if the whole run is held.</param>
/// <param name="Name">The model or the tool; null if the whole run is held.</param>
/// <param name="ToolCallId">The model's own id of the tool call; null if it is none.</param>
public sealed record RunHold(string Reason, RunError Error, string? Step = null, int? Attempt = null, string? Name = null, string? ToolCallId = null);

/// <summary>A run's answer.</summary>
/// <param name="Text">The text.</param>
/// <param name="FinishReason"><c>stop</c> if it is whole, <c>length</c> or <c>content_filter</c> if it was cut off, <c>refusal</c> if the model refused.</param>
public sealed record RunOutput(string Text, string FinishReason = "stop");

/// <summary>Why a run or a step failed.</summary>
/// <param name="Code">A code, <c>AGnnnn</c>.</param>
/// <param name="Message">What happened.</param>
public sealed record RunError(string Code, string Message);

/// <summary>What a run used.</summary>
/// <param name="InputTokens">Tokens of prompts.</param>
/// <param name="OutputTokens">Tokens of answers.</param>
/// <param name="CachedInputTokens">Tokens of prompts from a cache.</param>
/// <param name="CostMicros">The price in millionths of the currency.</param>
/// <param name="Currency">The currency.</param>
/// <param name="Steps">Steps started.</param>
/// <param name="ModelCalls">Model calls completed.</param>
/// <param name="ToolCalls">Tool calls completed.</param>
public sealed record RunUsage(
    long InputTokens, long OutputTokens, long CachedInputTokens, long CostMicros, string Currency, int Steps, int ModelCalls, int ToolCalls);

/// <summary>A step of a run.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Number">The step within its run, from 1.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">The model or the tool.</param>
/// <param name="Status">Where it is.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Error">Why its last attempt failed.</param>
/// <param name="ToolCallId">For tool calls: the model's own id of the call.</param>
/// <param name="LateResultAt">When its result came after it was given up; the event <c>step.late_result</c> has it.</param>
public sealed record RunStep(
    string Id, int Number, string Kind, string Name, string Status, int Attempts, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, RunError? Error, string? ToolCallId = null,
    DateTimeOffset? LateResultAt = null);
