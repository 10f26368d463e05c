using AgentGrains.Core.Ids;

namespace AgentGrains.Core.Stores;

/// <summary>Call this session at this time.</summary>
/// <param name="Session">The session to call.</param>
/// <param name="DueAt">When, in whole milliseconds.</param>
/// <param name="Owner">The host that carries a step out now, so that the session is called as soon as that host is gone; null while it only waits.</param>
/// <param name="Stamp">Orders the rows of a session: twice the journal position at which it was set, and one more where an append at that position relies on it.</param>
public sealed record WakeUp(SessionKey Session, DateTimeOffset DueAt, string? Owner, long Stamp)
{
    /// <summary>How many shards there are. Part of the stored format.</summary>
    public const int Shards = 64;

    /// <summary>The shard of a session: FNV-1a over its key, modulo <see cref="Shards"/>. Part of the stored format.</summary>
    public static int ShardOf(SessionKey session)
    {
        var hash = 2166136261u;
        foreach (var c in session.Tenant.Value)
            hash = (hash ^ c) * 16777619u;
        foreach (var c in session.Session.Body)
            hash = (hash ^ c) * 16777619u;
        return (int)(hash % Shards);
    }
}
