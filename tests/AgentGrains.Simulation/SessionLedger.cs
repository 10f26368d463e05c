using AgentGrains.Core.Conversations;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Simulation.Clients;
using AgentGrains.Simulation.Hosts;

namespace AgentGrains.Simulation;

/// <summary>What the world saw being stored of one session, folded beside its owners.</summary>
internal sealed class SessionLedger(SessionKey key)
{
    private readonly Dictionary<long, SessionState> states = new() { [0] = SessionState.Empty };

    /// <summary>The session.</summary>
    public SessionKey Key { get; } = key;

    /// <summary>Every entry, in the order in which they were stored.</summary>
    public List<PlacedEntry> Entries { get; } = [];

    /// <summary>When each entry was stored by the world's own clock.</summary>
    public List<DateTimeOffset> StoredAt { get; } = [];

    /// <summary>Every record.</summary>
    public List<JournalRecord> Records { get; } = [];

    /// <summary>The fold of all entries.</summary>
    public SessionState State { get; private set; } = SessionState.Empty;

    /// <summary>The conversation of all entries.</summary>
    public Conversation Conversation { get; } = new();

    /// <summary>Those who read the session's events along.</summary>
    public List<EventReader> Readers { get; } = [];

    /// <summary>Who appended last.</summary>
    public Host? LastAppender { get; private set; }

    /// <summary>The fold up to the end of a record; null where no record ends.</summary>
    public SessionState? StateAt(long position) => states.GetValueOrDefault(position);

    /// <summary>Takes a stored record in.</summary>
    public IReadOnlyList<PlacedEntry> Add(JournalRecord record, Host host, DateTimeOffset now)
    {
        var entries = JournalCodec.Decode(record);
        Records.Add(record);
        foreach (var entry in entries)
        {
            Entries.Add(entry);
            StoredAt.Add(now);
            State = SessionEngine.Apply(State, entry);
            Conversation.Add(entry);
        }
        states[State.Position] = State;
        LastAppender = host;
        return entries;
    }

    /// <summary>The entries of a type.</summary>
    public IEnumerable<T> All<T>()
        where T : Entry => Entries.Select(placed => placed.Entry).OfType<T>();
}
