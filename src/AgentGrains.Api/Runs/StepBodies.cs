using System.Text.Json.Serialization;

namespace AgentGrains.Api.Runs;

/// <summary>A step of a run: one durable operation.</summary>
/// <param name="Id">Its id, <c>stp_…</c>, the same for all its attempts.</param>
/// <param name="Number">The step within its run, from 1.</param>
/// <param name="Kind"><c>model_call</c>, <c>tool_call</c>, <c>client_tool</c>, <c>sleep</c>, <c>signal</c> or <c>http_wait</c>.</param>
/// <param name="Name">The model or the tool.</param>
/// <param name="ToolCallId">For tool calls: the model's own id of the call.</param>
/// <param name="Status"><c>running</c>, <c>retrying</c>, <c>waiting</c>, <c>held</c>, <c>completed</c>, <c>failed</c> or <c>abandoned</c>.</param>
/// <param name="Attempts">How often it was tried, including the attempt in flight.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Error">Why its last attempt failed.</param>
/// <param name="Usage">For model calls: what all its attempts used.</param>
/// <param name="LateResultAt">When its result came after it was given up; the event <c>step.late_result</c> has it.</param>
internal sealed record StepBody(
    string Id,
    int Number,
    string Kind,
    string Name,
    string? ToolCallId,
    string Status,
    int Attempts,
    DateTimeOffset StartedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? EndedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] ErrorBody? Error,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] StepUsageBody? Usage,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? LateResultAt = null);

/// <summary>What a model call used.</summary>
/// <param name="InputTokens">Tokens of the prompt.</param>
/// <param name="OutputTokens">Tokens of the answer.</param>
/// <param name="CachedInputTokens">Tokens of the prompt that came from the provider's cache.</param>
/// <param name="CostMicros">The price in millionths of the currency.</param>
internal sealed record StepUsageBody(long InputTokens, long OutputTokens, long CachedInputTokens, long CostMicros);

/// <summary>A page of steps, the oldest first.</summary>
/// <param name="Data">The steps.</param>
/// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
internal sealed record StepListBody(IReadOnlyList<StepBody> Data, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor);
