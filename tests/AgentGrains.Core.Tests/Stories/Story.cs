using System.Buffers;
using System.Collections.Immutable;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;

namespace AgentGrains.Core.Tests.Stories;

/// <summary>A session told input by input: takes each in, keeps what it decided, and lets one ask about it.</summary>
/// <remarks>After every input it checks what holds for all: a refusal appends nothing, and the fold of what would be stored is the live state.</remarks>
internal sealed class Story(AgentDefinition? agent = null, EngineOptions? options = null)
{
    public static readonly SessionKey Session = new(TenantId.Parse("acme"), SessionId.Parse("ses_01KDYA9ZPZZZZZZZZZZZZZZZZZ"));
    public static readonly DateTimeOffset Beginning = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    private readonly ImmutableDictionary<int, AgentDefinition> agents = agent is null ? StoryAgents.Versions : StoryAgents.Versions.SetItem(1, agent);
    private SessionState stored = SessionState.Empty;

    /// <summary>The state now.</summary>
    public SessionState State { get; private set; } = SessionState.Empty;

    /// <summary>The time now.</summary>
    public DateTimeOffset Now { get; set; } = Beginning;

    /// <summary>What an owner would have stored.</summary>
    public List<JournalRecord> Records { get; } = [];

    /// <summary>Every entry so far.</summary>
    public List<PlacedEntry> Entries { get; } = [];

    /// <summary>The stored names of the entries that the last input made.</summary>
    public string[] Told { get; private set; } = [];

    /// <summary>Why the last input was refused; null where it was not.</summary>
    public ErrorCode? Refusal { get; private set; }

    /// <summary>The conversation that the journal tells.</summary>
    public Conversation Conversation { get; } = new();

    /// <summary>What is in flight.</summary>
    public IReadOnlyList<Effect> Effects => [.. SessionEngine.Effects(State)];

    /// <summary>When time alone changes something next.</summary>
    public DateTimeOffset? NextWake => SessionEngine.NextWake(State, Context.Options);

    /// <summary>The active run.</summary>
    public RunState Active => State.Active ?? throw new InvalidOperationException("No run is active.");

    /// <summary>What the active run waits for, such as <c>timer</c>; null while it does not wait.</summary>
    public string? WaitsFor => Active.Waiting?.Reason;

    /// <summary>The conversation that the journal tells, a line for each message.</summary>
    public string[] Messages =>
        [.. Conversation.Snapshot().Select(message => $"{message.Role}: {message.Content?.Text ?? string.Join(", ", message.ToolCalls.Select(call => call.Name))}")];

    public EngineContext Context => new(Session, Now, agents, options ?? new EngineOptions(), Draining);

    /// <summary>Whether the session's host stops.</summary>
    public bool Draining { get; set; }

    /// <summary>The key of the nth run of a story, from 1.</summary>
    public static RunKey Key(int number) => RunKey.Parse(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"01KDYA9ZPZ{number:D6}"));

    /// <summary>A run as it can be seen from outside.</summary>
    public RunView View(int run) => RunViews.Find(State, Session.Session, Key(run)) ?? throw new InvalidOperationException($"The fold knows no run {run}.");

    /// <summary>Where a run is.</summary>
    public RunStatus Status(int run) => View(run).Status;

    /// <summary>The code of the error that a run ended with.</summary>
    public string? FailureOf(int run) => View(run).Error?.Code;

    /// <summary>The entries of a type.</summary>
    public IEnumerable<T> All<T>()
        where T : Entry => Entries.Select(placed => placed.Entry).OfType<T>();

    /// <summary>Takes an input in; null only lets time pass.</summary>
    public Story Take(SessionInput? input)
    {
        var decision = SessionEngine.Decide(State, input, Context);
        (Refusal, Told) = (decision.Rejection?.Code, [.. decision.Entries.Select(placed => StoredNames.Of(placed.Entry))]);
        if (Refusal is not null)
            Assert.Empty(Told);
        if (decision.Entries.Count > 0)
            Store(decision.Entries);
        Assert.Equal(decision.State.Text(), stored.Text());
        State = decision.State;
        return this;
    }

    /// <summary>Lets time pass, and the session see that it did.</summary>
    public Story Pass(TimeSpan time)
    {
        Now += time;
        return Take(null);
    }

    private void Store(IReadOnlyList<PlacedEntry> entries)
    {
        var content = new ArrayBufferWriter<byte>();
        JournalCodec.Encode(entries, content);
        var record = new JournalRecord(stored.Position, entries.Count, content.WrittenMemory);
        Records.Add(record);
        foreach (var entry in JournalCodec.Decode(record))
        {
            stored = SessionEngine.Apply(stored, entry);
            Entries.Add(entry);
            Conversation.Add(entry);
        }
    }
}
