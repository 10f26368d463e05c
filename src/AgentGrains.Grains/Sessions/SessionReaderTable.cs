using System.Collections.Concurrent;
using AgentGrains.Contracts;
using AgentGrains.Core.Ids;

namespace AgentGrains.Grains.Sessions;

/// <summary>The sessions of this host that have subscribers: effect workers publish text to them as it arrives.</summary>
internal sealed class SessionReaderTable
{
    private readonly ConcurrentDictionary<SessionKey, SessionReaders> read = new();

    public bool IsRead(SessionKey key) => read.ContainsKey(key);

    public void Delta(SessionKey key, RunKey run, int step, int attempt, string piece)
    {
        if (read.TryGetValue(key, out var readers))
            readers.Delta(new SessionDelta(key.ToString(), run.Value, step, attempt, piece));
    }

    public void Set(SessionKey key, SessionReaders? readers, SessionReaders own)
    {
        if (readers is not null)
            read[key] = readers;
        else
            read.TryRemove(new KeyValuePair<SessionKey, SessionReaders>(key, own));
    }
}
