using System.Text.Json.Serialization;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Lifecycle;

/// <summary>Asks a run to stop cooperatively: what must not be cut off in the middle is waited for. Comes again without effect.</summary>
/// <param name="Run">The run, active or queued.</param>
public sealed record CancelRun(RunKey Run) : SessionInput
{
    internal override Acceptance Accept(SessionState state, EngineContext context)
    {
        if (state.Queue.Any(queued => queued.Key == Run))
            return Acceptance.Of(new RunCancelled { Run = Run });
        if (Refuse(state, Run) is { } refusal)
            return refusal.Code == ErrorCodes.RunEnded ? Acceptance.Nothing : Acceptance.Reject(refusal);
        return state.Active!.CancelRequestedAt is null
            ? Acceptance.Of(new RunCancelRequested { Run = Run, Reason = "requested" })
            : Acceptance.Nothing;
    }
}

/// <summary>Cancellation of the active run was requested.</summary>
public sealed record RunCancelRequested : Entry
{
    /// <summary>Why: <c>requested</c> or <c>interrupted</c>.</summary>
    [JsonPropertyName("why")]
    public required string Reason { get; init; }

    internal override SessionState Apply(SessionState state, EntryPlace place) =>
        state.Active?.Key != Run ? state : state.WithActive(run => run with { CancelRequestedAt = place.At, Paused = false });
}

/// <summary>The run was cancelled.</summary>
public sealed record RunCancelled : RunEnded
{
    internal override SessionState Apply(SessionState state, EntryPlace place) => EndRun.Apply(state, Run!.Value, place, RunStatus.Cancelled, null);
}
