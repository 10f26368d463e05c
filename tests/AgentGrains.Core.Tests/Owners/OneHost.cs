using AgentGrains.Core.Agents;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Owners;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Testing.Stores;
using Microsoft.Extensions.Time.Testing;

namespace AgentGrains.Core.Tests.Owners;

/// <summary>A host in memory whose workers begin what they are asked to and never report; it counts appends and keeps checkpoints.</summary>
internal sealed class OneHost : IJournalStore, IAgentVersions, IEffectWorkers, IRunList, ISessionReaders
{
    private readonly InMemoryJournalStore journal = new();

    public static SessionKey Session { get; } = SessionKey.Parse("tenant/ses_00000000000000000000000001");

    /// <summary>The number of entries of each append.</summary>
    public List<int> Appends { get; } = [];

    /// <summary>The position of each checkpoint.</summary>
    public List<long> Checkpoints { get; } = [];

    /// <summary>Held before an append is executed.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public ValueTask<SessionOwner> OpenAsync() => SessionOwner.OpenAsync(Session, Services(), this, CancellationToken.None);

    public async ValueTask AppendAsync(JournalAppend append, CancellationToken cancellation)
    {
        await Gate;
        await journal.AppendAsync(append, cancellation);
        Appends.Add(append.Count);
    }

    public ValueTask SaveCheckpointAsync(SessionKey session, long position, ReadOnlyMemory<byte> state, CancellationToken cancellation)
    {
        Checkpoints.Add(position);
        return journal.SaveCheckpointAsync(session, position, state, cancellation);
    }

    public ValueTask<JournalOpening?> OpenAsync(SessionKey session, CancellationToken cancellation) => journal.OpenAsync(session, cancellation);

    public IAsyncEnumerable<JournalRecord> ReadAsync(SessionKey session, long from, long to, CancellationToken cancellation) => journal.ReadAsync(session, from, to, cancellation);

    public ValueTask<SessionHeader?> ReadHeaderAsync(SessionKey session, CancellationToken cancellation) => journal.ReadHeaderAsync(session, cancellation);

    public ValueTask DeleteAsync(SessionKey session, CancellationToken cancellation) => journal.DeleteAsync(session, cancellation);

    public IAsyncEnumerable<SessionKey> ReadUnfinishedAsync(CancellationToken cancellation) => journal.ReadUnfinishedAsync(cancellation);

    public ValueTask<AgentDefinition> ReadAsync(TenantId tenant, string agent, int version, CancellationToken cancellation) => ValueTask.FromResult(new AgentDefinition());

    public bool Holds => false;

    public bool TryEnter() => true;

    public void Exit()
    {
    }

    public CancellationTokenSource Begin(EffectRequest request) => new();

    public void Post(TenantId tenant, VisibilityChange change)
    {
    }

    public Task FlushAsync(TenantId tenant, bool urgent) => Task.CompletedTask;

    public void Appended(long position, int count, ReadOnlyMemory<byte> content, SessionState state)
    {
    }

    private OwnerServices Services() => new(
        this, new InMemoryWakeUpStore(), new InMemoryPayloadStore(), new InMemoryVisibilityStore(), this, this, this, new FakeTimeProvider(), new EngineOptions(), "host",
        static (_, failure) => throw new InvalidOperationException("Nothing goes wrong here.", failure));
}
