using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Lifecycle;

/// <summary>An entry that concerns the session as a whole: it has no run.</summary>
public abstract record SessionEntry : Entry
{
    private protected SessionEntry()
    {
    }
}
