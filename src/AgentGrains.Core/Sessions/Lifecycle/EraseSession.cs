using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Lifecycle;

/// <summary>Erases the session: its runs end at once, those of the queue first, so that none starts; and the intent is recorded, so that the erasure is finished whatever dies. Idempotent.</summary>
public sealed record EraseSession : SessionInput
{
    internal override Acceptance Accept(SessionState state, EngineContext context)
    {
        if (state.Erasing)
            return Acceptance.Nothing;
        var active = state.Active is { } run ? TerminateRun.End(state, run, context) : [];
        return Acceptance.Of([.. state.Queue.Select(static queued => new RunTerminated { Run = queued.Key }), .. active, new SessionErasing()]);
    }

    /// <summary>Why a session that is being erased takes nothing in that makes something new.</summary>
    internal static Acceptance Refusal(SessionKey session) => Acceptance.Reject(ErrorCodes.NotFound, $"There is no session '{session.Session}'.");
}

/// <summary>The session is being erased. Only notes follow in its journal.</summary>
public sealed record SessionErasing : SessionEntry
{
    internal override int Form => 3;

    internal override SessionState Apply(SessionState state, EntryPlace place) => state with { Erasing = true };
}
