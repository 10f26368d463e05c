using System.Collections.Frozen;

namespace AgentGrains.Runtime.Sessions;

/// <summary>Where a session is on one host.</summary>
public enum SessionPhase
{
    /// <summary>Nothing is read: the next call opens it.</summary>
    Closed,

    /// <summary>Its checkpoint and the records after it are being read.</summary>
    Opening,

    /// <summary>It has an owner here, and a run that has not ended.</summary>
    Active,

    /// <summary>It has an owner here, and no run that has not ended.</summary>
    Idle,

    /// <summary>It is leaving this host, and sets no timer any more. What still arrives is accepted.</summary>
    HandingOver,

    /// <summary>Its owner lost the session or met a failure. It is leaving this host; a call that comes before opens it again.</summary>
    Broken,

    /// <summary>It is being erased: only results and the end of its runs are accepted.</summary>
    Erasing,

    /// <summary>It has left this host. Final.</summary>
    Gone,
}

/// <summary>Which phase may follow which.</summary>
public static class SessionPhases
{
    private static readonly FrozenDictionary<SessionPhase, SessionPhase[]> Following = new Dictionary<SessionPhase, SessionPhase[]>
    {
        [SessionPhase.Closed] = [SessionPhase.Opening, SessionPhase.Idle, SessionPhase.HandingOver, SessionPhase.Gone],
        [SessionPhase.Opening] = [SessionPhase.Active, SessionPhase.Idle, SessionPhase.Closed, SessionPhase.Gone],
        [SessionPhase.Active] = [SessionPhase.Idle, SessionPhase.HandingOver, SessionPhase.Broken, SessionPhase.Erasing, SessionPhase.Closed, SessionPhase.Gone],
        [SessionPhase.Idle] = [SessionPhase.Active, SessionPhase.HandingOver, SessionPhase.Broken, SessionPhase.Erasing, SessionPhase.Closed, SessionPhase.Gone],
        [SessionPhase.HandingOver] = [SessionPhase.Broken, SessionPhase.Erasing, SessionPhase.Closed, SessionPhase.Opening, SessionPhase.Gone],
        [SessionPhase.Broken] = [SessionPhase.Opening, SessionPhase.HandingOver, SessionPhase.Gone],
        [SessionPhase.Erasing] = [SessionPhase.Closed, SessionPhase.Broken, SessionPhase.Gone],
        [SessionPhase.Gone] = [],
    }.ToFrozenDictionary();

    /// <summary>Whether a phase may follow another.</summary>
    public static bool Allows(SessionPhase from, SessionPhase to) => Following[from].Contains(to);
}
