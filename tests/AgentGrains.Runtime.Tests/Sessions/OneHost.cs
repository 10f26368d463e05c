using AgentGrains.Core.Agents;
using AgentGrains.Core.Effects;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Runtime.Channels;
using AgentGrains.Runtime.Effects;
using AgentGrains.Runtime.Sessions;
using AgentGrains.Testing.Stores;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AgentGrains.Runtime.Tests.Sessions;

/// <summary>A host in memory with one session, whose effects never end; it counts appends and keeps what its shell is told.</summary>
internal sealed class OneHost : IJournalStore, IAgentVersions, IRunList, ISessionShell, ISessionTransport, IOutputTransport, IEffectExecutor
{
    private readonly InMemoryJournalStore journal;
    private readonly DrainGate gate = new();
    private readonly TaskCompletionSource<EffectContext> started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="lost">The host that stored the session before; null if nothing is stored.</param>
    public OneHost(OneHost? lost = null)
    {
        journal = lost?.journal ?? new InMemoryJournalStore();
        Session = new SessionHost(Key, Services(), this);
    }

    public static SessionKey Key { get; } = SessionKey.Parse("tenant/ses_00000000000000000000000001");

    public SessionHost Session { get; }

    /// <summary>The number of entries of each append.</summary>
    public List<int> Appends { get; } = [];

    /// <summary>Reads of the journal besides its opening.</summary>
    public int Reads { get; private set; }

    /// <summary>The first attempt that was started.</summary>
    public Task<EffectContext> Started => started.Task;

    /// <summary>The position of each checkpoint.</summary>
    public List<long> Checkpoints { get; } = [];

    /// <summary>The runs that were written to the list, the newest last.</summary>
    public List<RunView> Listed { get; } = [];

    /// <summary>What its shell was asked for: to let the session go, or to hand it over.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Awaited before an append is executed.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Awaited before the list of runs is written.</summary>
    public Task ListGate { get; set; } = Task.CompletedTask;

    public bool HasSubscribers { get; set; }

    public DateTimeOffset? Timer { get; private set; }

    public Type EffectType => typeof(Effect.CallModel);

    public EffectSlots Slots => EffectSlots.Models;

    public void Drain() => gate.Close();

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

    public IAsyncEnumerable<JournalRecord> ReadAsync(SessionKey session, long from, long to, CancellationToken cancellation)
    {
        Reads++;
        return journal.ReadAsync(session, from, to, cancellation);
    }

    public ValueTask<SessionHeader?> ReadHeaderAsync(SessionKey session, CancellationToken cancellation) => journal.ReadHeaderAsync(session, cancellation);

    public ValueTask DeleteAsync(SessionKey session, CancellationToken cancellation) => journal.DeleteAsync(session, cancellation);

    public IAsyncEnumerable<SessionKey> ReadUnfinishedAsync(CancellationToken cancellation) => journal.ReadUnfinishedAsync(cancellation);

    public ValueTask<AgentDefinition> ReadAsync(TenantId tenant, string agent, int version, CancellationToken cancellation) => ValueTask.FromResult(new AgentDefinition());

    public Task WriteAsync(TenantId tenant, IReadOnlyList<VisibilityChange> changes)
    {
        Listed.AddRange(changes.Select(change => change.Run).OfType<RunView>());
        return ListGate;
    }

    public void Post(Action<object?> work, object? state) => work(state);

    public void SetTimer(DateTimeOffset? at) => Timer = at;

    public void Appended(long position, int count, ReadOnlyMemory<byte> content, SessionState state)
    {
    }

    public void Broke(AgentGrainsException failure) => Asked.Add($"call again after {failure.Code}");

    public void Leave() => Asked.Add("leave");

    public void HandOver() => Asked.Add("hand over");

    public Task<AgentGrainsException?> SendAsync(SessionKey session, SessionInput input) => Task.FromResult<AgentGrainsException?>(null);

    public Task<AgentGrainsException?> WakeAsync(SessionKey session) => Task.FromResult<AgentGrainsException?>(null);

    public IEffectOutput Of(SessionKey session, Effect effect) => EffectOutput.None;

    public Task<SessionInput> ExecuteAsync(EffectContext context, CancellationToken cancellation)
    {
        started.TrySetResult(context);
        return new TaskCompletionSource<SessionInput>().Task.WaitAsync(cancellation);
    }

    private SessionServices Services()
    {
        var (time, background) = (new FakeTimeProvider(), new ThreadPoolBackground());
        return new SessionServices
        {
            Journal = this,
            WakeUps = new InMemoryWakeUpStore(),
            Payloads = new InMemoryPayloadStore(),
            Visibility = new InMemoryVisibilityStore(),
            RunList = this,
            Agents = this,
            Effects = new EffectPipeline([], [this], new EffectReporter(this, background, time, NullLogger<EffectReporter>.Instance), gate, background, NullLogger<EffectPipeline>.Instance),
            Gate = gate,
            Output = this,
            Time = time,
            Options = new EngineOptions(),
            Host = "host",
            OnTrouble = static (_, _) => { },
        };
    }
}
