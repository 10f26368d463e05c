using AgentGrains.Contracts;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Owners;
using AgentGrains.Core.Sessions;
using AgentGrains.Grains.Telemetry;
using Orleans.Concurrency;

namespace AgentGrains.Grains.Sessions;

/// <summary>Hosts the owner of one session. Reentrant: inputs that come while an append is under way go into the next one together.</summary>
[Reentrant]
internal sealed class SessionGrain(OwnerServices services, SessionReaderTable readerTable, SiloInstruments silo, TimeProvider time) : Grain, ISessionGrain, ISessionReaders
{
    /// <summary>How long a session with something under way stays in memory without a call; its shard calls it more often.</summary>
    private static readonly TimeSpan KeepBusy = SessionOwner.Heartbeat * 2;

    private readonly Dictionary<RunKey, List<ISessionObserver>> watchers = [];
    private SessionReaders readers = null!;
    private SessionKey key;
    private SessionOwner? owner;
    private Task<SessionOwner>? opening;
    private IGrainTimer? timer;
    private DateTimeOffset? timerAt;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        key = SessionKey.Parse(this.GetPrimaryKeyString());
        readers = new SessionReaders(key, readerTable, time);
        silo.Entered();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        readers.Close();
        silo.Left(key);
        return Task.CompletedTask;
    }

    public Task<SessionReply> Send(SessionCall call) => Guard(async () =>
    {
        var current = call.NewSession ? OpenNew() ?? await OpenAsync() : await OpenAsync();
        await current.SendAsync(call.Input.Value);
        return Answer(current.State, call);
    });

    public Task<SessionReply> FindRun(string run) => Guard(async () =>
    {
        var current = await OpenAsync();
        return new SessionReply(RunViews.Find(current.State, key.Session, RunKey.Parse(run)), null, null);
    });

    public Task<SessionReply> Describe() => Guard(async () =>
    {
        var state = (await OpenAsync()).State;
        var view = state.Agent is null
            ? null
            : new SessionView(key.Session, state.Agent, state.Unfinished ? SessionView.Active : SessionView.Idle, state.CreatedAt, state.Metadata);
        return new SessionReply(null, view, null);
    });

    public async Task<long> Subscribe(ISessionObserver observer)
    {
        var current = await OpenAsync();
        readers.Add(observer);
        return current.State.Position;
    }

    public Task Unsubscribe(ISessionObserver observer)
    {
        readers.Remove(observer);
        return Task.CompletedTask;
    }

    public Task Wake() => Guard(async () =>
    {
        await (await OpenAsync()).WakeAsync();
        return new SessionReply(null, null, null);
    });

    public async Task<bool> Delete()
    {
        var current = await OpenAsync();
        if (current.State.Agent is null)
            return false;
        await current.DeleteAsync(CancellationToken.None);
        DeactivateOnIdle();
        return true;
    }

    void ISessionReaders.Appended(long position, int count, ReadOnlyMemory<byte> content, SessionState state)
    {
        readers.Appended(position, count, content);
        TellWatchers(state);
        if (owner is null)
            return;
        DelayDeactivation(KeepBusy);
        SetTimer(owner.NextWake);
    }

    void ISessionReaders.Broke(AgentGrainsException failure)
    {
        // Somebody else may own the session now: whoever calls next finds out where it is.
        owner = null;
        DeactivateOnIdle();
    }

    void ISessionReaders.Rested()
    {
        // A session that rests costs storage only, unless somebody on some host reads along.
        if (!readers.Any && watchers.Count == 0)
            DeactivateOnIdle();
    }

    private SessionReply Answer(SessionState state, SessionCall call)
    {
        if (call.About is null)
            return new SessionReply(null, null, null);
        var about = RunKey.Parse(call.About);
        // A run that only steered the active one never existed by itself.
        var view = RunViews.Find(state, key.Session, about)
            ?? (state.Active is { } active && active.SeenIds.Contains(call.About) ? RunViews.Find(state, key.Session, active.Key) : null);
        if (view is not null && call.Watcher is not null && !view.Status.HasSettled())
        {
            if (!watchers.TryGetValue(view.Id.Key, out var observers))
                watchers.Add(view.Id.Key, observers = []);
            observers.Add(call.Watcher);
        }
        return new SessionReply(view, null, null);
    }

    private void TellWatchers(SessionState state)
    {
        if (watchers.Count == 0)
            return;
        foreach (var (run, observers) in watchers)
        {
            if (state.Active is { } active && active.Key == run && !active.Status.HasSettled())
                continue;
            var view = RunViews.Find(state, key.Session, run);
            if (view is not null && !view.Status.HasSettled())
                continue;
            watchers.Remove(run);
            foreach (var observer in observers)
                observer.Settled(new SessionReply(view, null, null)).Ignore();
        }
    }

    private static async Task<SessionReply> Guard(Func<Task<SessionReply>> call)
    {
        try
        {
            return await call();
        }
        catch (AgentGrainsException failure)
        {
            return new SessionReply(null, null, Refusals.Of(failure));
        }
    }

    private ValueTask<SessionOwner> OpenAsync() => owner is not null ? new ValueTask<SessionOwner>(owner) : new ValueTask<SessionOwner>(opening ??= OpenAnewAsync());

    private SessionOwner? OpenNew() => opening is null ? owner ??= SessionOwner.OpenNew(key, services, this) : null;

    private async Task<SessionOwner> OpenAnewAsync()
    {
        try
        {
            owner = await SessionOwner.OpenAsync(key, services, this, CancellationToken.None);
            SetTimer(owner.NextWake);
            return owner;
        }
        finally
        {
            opening = null;
        }
    }

    private void SetTimer(DateTimeOffset? at)
    {
        if (at == timerAt)
            return;
        timerAt = at;
        timer?.Dispose();
        timer = null;
        if (at is null)
            return;
        var due = at.Value - time.GetUtcNow();
        timer = this.RegisterGrainTimer(
            static (grain, _) => grain.OnTimer(), this,
            new GrainTimerCreationOptions(due > TimeSpan.Zero ? due : TimeSpan.Zero, Timeout.InfiniteTimeSpan) { KeepAlive = true, Interleave = true });
    }

    private Task<SessionReply> OnTimer()
    {
        timerAt = null;
        return Guard(async () =>
        {
            var current = await OpenAsync();
            await current.SendAsync(null);
            SetTimer(current.NextWake);
            return new SessionReply(null, null, null);
        });
    }
}
