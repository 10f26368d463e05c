using System.Text.Json.Serialization;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Models;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Api.Runs;

/// <summary>A run: one request executed by a session.</summary>
/// <param name="Id">Its id, <c>run_…</c>.</param>
/// <param name="Session">Its session, <c>ses_…</c>.</param>
/// <param name="Agent">The agent.</param>
/// <param name="AgentVersion">The agent's version it pinned when it was created.</param>
/// <param name="Status">Where it is; the last four are final.</param>
/// <param name="Waiting">What it waits for, while it waits.</param>
/// <param name="Holds">What of it does not proceed until it is released, also while it is paused.</param>
/// <param name="Output">Its answer, once it has completed with one.</param>
/// <param name="Error">Why it failed, where it did.</param>
/// <param name="Usage">What it used so far.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="StartedAt">When its first step could begin.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Metadata">Your own notes.</param>
internal sealed record RunBody(
    string Id,
    string Session,
    string Agent,
    int AgentVersion,
    RunStatus Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] WaitingBody? Waiting,
    IReadOnlyList<HoldBody> Holds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] OutputBody? Output,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] ErrorBody? Error,
    UsageBody Usage,
    DateTimeOffset CreatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? StartedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? EndedAt,
    IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The body of a run whose answer's text is at hand.</summary>
    public static RunBody Of(RunView view, string? output) => new(
        view.Id.ToString(), view.Id.Session.ToString(), view.Agent, view.AgentVersion, view.Status,
        view.Waiting is { } waiting ? new WaitingBody(waiting.Reason, waiting.Detail, waiting.Until, waiting.Ref) : null,
        view.Holds is { } holds ? [.. holds.Select(hold => HoldBody.Of(view.Id, hold))] : [],
        output is null ? null : new OutputBody(output, view.OutputEnding.Name()),
        view.Error is { } error ? new ErrorBody(error.Code, error.Message) : null,
        UsageBody.Of(view.Usage), view.CreatedAt, view.StartedAt, view.EndedAt, view.Metadata);
}

/// <summary>What a run waits for.</summary>
/// <param name="Reason">Why: <c>input</c>, <c>approval</c>, <c>client_tool</c>, <c>timer</c>, <c>child</c>, <c>budget</c>, <c>throttle</c> or <c>recovery</c>.</param>
/// <param name="Detail">More, for people.</param>
/// <param name="Until">When the wait ends by itself, where it does.</param>
/// <param name="Ref">What to answer: the tool call's id or the signal's name.</param>
internal sealed record WaitingBody(string Reason, string Detail, DateTimeOffset? Until, string? Ref);

/// <summary>A step, or the whole run, that does not proceed until it is released.</summary>
/// <param name="Reason">What releases it: for <c>recovery</c>, <c>:retry</c> or <c>:skip</c>.</param>
/// <param name="Step">The step's id; null if the whole run is held.</param>
/// <param name="Attempt">The attempt after which the step is held; null if the whole run is held.</param>
/// <param name="Name">The model or the tool; null if the whole run is held.</param>
/// <param name="ToolCallId">For tool calls: the model's own id of the call.</param>
/// <param name="Error">What happened.</param>
internal sealed record HoldBody(
    string Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Step,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? Attempt,
    string? Name,
    string? ToolCallId,
    ErrorBody Error)
{
    /// <summary>The body of a hold of a run.</summary>
    public static HoldBody Of(RunId run, HoldView hold) => new(
        hold.Reason, hold.Step is { } step ? new StepId(run, step).ToString() : null, hold.Attempt, hold.Name, hold.ToolCallId, new ErrorBody(hold.Error.Code, hold.Error.Message));
}

/// <summary>A run's answer.</summary>
/// <param name="Text">The text.</param>
/// <param name="FinishReason">How it ended: <c>stop</c> if it is whole, <c>length</c> or <c>content_filter</c> if it was cut off, <c>refusal</c> if the model refused.</param>
internal sealed record OutputBody(string Text, string FinishReason);

/// <summary>Why a run or a step failed.</summary>
/// <param name="Code">A code with a page under <c>/errors</c>.</param>
/// <param name="Message">What happened, for people.</param>
internal sealed record ErrorBody(string Code, string Message);

/// <summary>A page of runs, the newest first.</summary>
/// <param name="Data">The runs.</param>
/// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
internal sealed record RunListBody(IReadOnlyList<RunBody> Data, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor);
