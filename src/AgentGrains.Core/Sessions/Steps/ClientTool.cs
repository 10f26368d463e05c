using System.Text.Json.Serialization;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>Command: the front end is to answer a tool call; the run waits.</summary>
public sealed record ClientToolStarted : ToolStepStarted
{
    /// <summary>When the wait ends by itself; null: never.</summary>
    [JsonPropertyName("until")]
    public DateTimeOffset? WaitUntil { get; init; }

    /// <inheritdoc/>
    public override Step ToStep(DateTimeOffset at) => new ClientToolStep { Number = Step, Call = Call, StartedAt = at, Until = WaitUntil };

    internal static ClientToolStarted Of(ToolCallContext call) => new()
    {
        Run = call.Run.Key, Step = call.Run.NextStep, MessagePosition = call.Turn.Position, CallIndex = call.Call.Index, Name = call.Call.Name, CallId = call.Call.Id,
        WaitUntil = call.Tool.TimeoutMs is { } timeout ? call.Context.Now.AddMilliseconds(timeout) : null,
    };
}

/// <summary>A tool call that the front end answers.</summary>
public sealed record ClientToolStep : WaitStep
{
    internal const string KindName = "client_tool";

    /// <inheritdoc/>
    public override string Kind => KindName;

    internal override StepWait? Wait => new StepWait(WaitRank.ClientTool, new Waiting(WaitReasons.ClientTool, Name, Until, Call!.Id));
}

/// <summary>The front end answers a client tool. Counts once.</summary>
/// <param name="Run">The run.</param>
/// <param name="CallId">The model's id of the call; of several open ones with the same id, the first.</param>
/// <param name="Content">What goes to the model.</param>
/// <param name="IsError">Whether the tool failed.</param>
public sealed record AnswerToolCall(RunKey Run, string CallId, Content Content, bool IsError) : SessionInput
{
    /// <summary>Its own id; null if the call is what names it.</summary>
    public string? Id { get; init; }

    internal override TakenInput? Identity => Id is null ? TakenInput.AnswerTo(Run, CallId, Content) : TakenInput.Answer(Run, Id);

    internal override Acceptance Accept(SessionState state, EngineContext context)
    {
        if (Refuse(state, Run) is { } refusal)
            return Acceptance.Reject(refusal);
        var run = state.Active!;
        var step = Find(run);
        return step is null
            ? Acceptance.Reject(ErrorCodes.NoSuchToolCall, $"No tool call '{CallId}' of this run waits for an answer: it was answered with something else, its time was up, or there is none. See waiting.ref of the run.")
            : Acceptance.Of(ToolCallCompleted.Of(run, step, Content, IsError) with { EndsRun = context.AgentOf(run).FindTool(step.Name) is { EndsRun: true } });
    }

    // Two calls of one id, which older journals have: without an id of its own, the answer is the next one's.
    internal override bool WasTakenIn(SessionState state) => base.WasTakenIn(state) && (Id is not null || state.Active is not { } run || run.Key != Run || Find(run) is null);

    private Step? Find(RunState run) => run.Open.FirstOrDefault(open => open is ClientToolStep && open.Call!.Id == CallId);
}
