using AgentGrains.Contracts;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Owners;
using AgentGrains.Core.Sessions;
using AgentGrains.Grains.Telemetry;
using Orleans.Concurrency;
using Orleans.Runtime.Placement;

namespace AgentGrains.Grains.Sessions;

/// <summary>Hosts the owner of one session. Reentrant: inputs that arrive while an append is in flight go into the next one together.</summary>
[Reentrant]
internal sealed class SessionGrain(OwnerServices services, SessionReaderTable readerTable, LocalSessions local, BrokenSessions broken, SiloInstruments silo, TimeProvider time)
    : Grain, ISessionGrain, ISessionReaders, IGrainMigrationParticipant
{
    private const string Audience = "audience";

    /// <summary>How long a session with effects in flight stays in memory without a call; its shard calls it more often.</summary>
    private static readonly TimeSpan KeepBusy = SessionOwner.Heartbeat * 2;

    private readonly Dictionary<RunKey, List<ISessionObserver>> watchers = [];
    private SessionReaders readers = null!;
    private SessionKey key;
    private SessionOwner? owner;
    private Task<SessionOwner>? opening;
    private IGrainTimer? timer;
    private DateTimeOffset? timerAt;
    private SessionAudience? audience;
    private bool passedOn;
    private bool leaving;
    private bool gone;

    private bool Opening => opening is { IsCompleted: false };

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        key = SessionKey.Parse(this.GetPrimaryKeyString());
        readers = new SessionReaders(key, readerTable, time);
        local.Add(this);
        silo.Entered();
        if (audience is not null)
            Continue(audience);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        gone = true;
        local.Remove(this);
        audience = new SessionAudience(readers.Observers, watchers.ToDictionary(watched => watched.Key.Value, watched => watched.Value.ToArray()));
        readers.Close();
        silo.Left(key);
        return Task.CompletedTask;
    }

    /// <summary>The host is draining: the session moves to another one as soon as none of its effects is in flight here.</summary>
    public void Leave()
    {
        if (!Opening && (owner is null || owner.MayMove))
            Move();
    }

    void IGrainMigrationParticipant.OnDehydrate(IDehydrationContext dehydrationContext) =>
        dehydrationContext.TryAddValue(Audience, audience);

    void IGrainMigrationParticipant.OnRehydrate(IRehydrationContext rehydrationContext) => rehydrationContext.TryGetValue(Audience, out audience);

    public Task<SessionReply> Send(SessionCall call) => Guard(async () =>
    {
        var current = call.NewSession ? OpenNew() ?? await OpenAsync() : await OpenAsync();
        await current.SendAsync(call.Input.Value);
        return Answer(current.State, call);
    });

    public Task<SessionReply> FindRun(string run) => Guard(async () =>
    {
        // An ended run never changes, so any owner may answer.
        var view = ViewOf((await OpenAsync()).State, run);
        if (view is null || !view.Status.HasEnded())
            view = ViewOf((await OpenCurrentAsync()).State, run);
        return new SessionReply(view, null, null);
    });

    public Task<SessionReply> Describe() => Guard(async () => new SessionReply(null, ViewOf((await OpenCurrentAsync()).State), null));

    public Task<SessionReply> Subscribe(ISessionObserver observer) => Guard(async () =>
    {
        // First: a session that becomes idle meanwhile stays in memory for its subscribers.
        readers.Add(observer);
        var state = (await OpenCurrentAsync()).State;
        if (state.Agent is not null)
            return new SessionReply(null, null, null, state.Position);
        readers.Remove(observer);
        throw new AgentGrainsException(ErrorCodes.NotFound, $"There is no session {key.Session}.");
    });

    public Task Unsubscribe(ISessionObserver observer)
    {
        readers.Remove(observer);
        return Task.CompletedTask;
    }

    public Task<SessionReply> Wake() => Guard(async () =>
    {
        var current = await OpenAsync();
        await current.WakeAsync();
        // A call that comes a little early finds nothing to do yet, and puts its row off: the rest of the wait is this host's own business.
        if (current == owner)
            SetTimer(current.NextWake);
        return new SessionReply(null, null, null);
    });

    public Task<SessionReply> Delete() => Guard(async () =>
    {
        var current = await OpenCurrentAsync();
        if (ViewOf(current.State) is not { } view)
            return new SessionReply(null, null, null);
        try
        {
            await current.DeleteAsync(CancellationToken.None);
        }
        finally
        {
            // It says from now on that it was deleted. Where that was cut off, the next one knows better.
            owner = null;
            LetGo();
        }
        return new SessionReply(null, view, null);
    });

    void ISessionReaders.Appended(long position, int count, ReadOnlyMemory<byte> content, SessionState state)
    {
        readers.Appended(position, count, content);
        TellWatchers(state);
        // What its effects report here is still taken in after the grain has gone; its host keeps nothing for it any more.
        if (owner is null || gone)
            return;
        DelayDeactivation(KeepBusy);
        SetTimer(owner.NextWake);
    }

    void ISessionReaders.Broke(AgentGrainsException failure)
    {
        // One that has given way already breaks over its last append: the session has another one.
        if (owner?.Broken is null)
            return;
        broken.Add(key);
        // Another host may own the session now: the next call finds it.
        owner = null;
        LetGo();
    }

    void ISessionReaders.Rested()
    {
        // An idle session costs storage only, unless it has subscribers.
        if (!readers.Any && watchers.Count == 0)
            LetGo();
    }

    void ISessionReaders.Held() => Move();

    /// <summary>If a run has not ended, another host is activated and continues it at once; otherwise this one only deactivates.</summary>
    private void Move()
    {
        if (leaving || gone)
            return;
        leaving = true;
        // Two hosts that stop must not pass it to and fro.
        if (!passedOn && owner is { State.Unfinished: true } && local.Elsewhere(this.GetGrainId()) is { } host)
        {
            RequestContext.Set(IPlacementDirector.PlacementHintKey, host);
            this.MigrateOnIdle();
            RequestContext.Remove(IPlacementDirector.PlacementHintKey);
        }
        else
        {
            DeactivateOnIdle();
        }
    }

    /// <summary>The session came from a draining host: its subscribers are notified from here, and pending effects are started.</summary>
    private void Continue(SessionAudience listening)
    {
        foreach (var reader in listening.Readers)
            readers.Add(reader);
        foreach (var (run, waiting) in listening.Watchers)
            watchers.Add(RunKey.Parse(run), [.. waiting]);
        audience = null;
        passedOn = local.AreLeaving;
        TenantScope.Enter(key.Tenant);
        this.AsReference<ISessionGrain>().Wake().Ignore();
    }

    private void LetGo()
    {
        if (leaving || gone)
            return;
        leaving = true;
        DeactivateOnIdle();
    }

    private SessionView? ViewOf(SessionState state) => state.Agent is null
        ? null
        : new SessionView(key.Session, state.Agent, state.Unfinished ? SessionView.Active : SessionView.Idle, state.CreatedAt, state.Metadata);

    private RunView? ViewOf(SessionState state, string run) => RunViews.Find(state, key.Session, RunKey.Parse(run));

    private SessionReply Answer(SessionState state, SessionCall call)
    {
        if (call.About is null)
            return new SessionReply(null, null, null);
        var about = RunKey.Parse(call.About);
        // A run that only steered the active one never existed by itself.
        var view = RunViews.Find(state, key.Session, about)
            ?? (state.Active is { } active && active.SeenIds.Contains(call.About) ? RunViews.Find(state, key.Session, active.Key) : null);
        if (view is not null && call.Watcher is not null && !view.HasSettled)
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
            if (state.Active is { } active && active.Key == run && !active.Status.HasSettled(active.Waiting))
                continue;
            var view = RunViews.Find(state, key.Session, run);
            if (view is not null && !view.HasSettled)
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

    private ValueTask<SessionOwner> OpenAsync()
    {
        if (owner is not null)
            return new ValueTask<SessionOwner>(owner);
        if (!Opening)
            opening = OpenOwnerAsync();
        return new ValueTask<SessionOwner>(opening!);
    }

    /// <summary>For reads: if another host has continued the session, the stale owner is replaced by a new one.</summary>
    private async ValueTask<SessionOwner> OpenCurrentAsync()
    {
        var current = await OpenAsync();
        if (!await current.IsOvertakenAsync(CancellationToken.None))
            return current;
        if (owner == current)
        {
            owner = null;
            LetGo();
        }
        return await OpenAsync();
    }

    private SessionOwner? OpenNew() => Opening ? null : owner ??= SessionOwner.OpenNew(key, services, this);

    private async Task<SessionOwner> OpenOwnerAsync()
    {
        owner = await SessionOwner.OpenAsync(key, services, this, CancellationToken.None);
        SetTimer(owner.NextWake);
        return owner;
    }

    private void SetTimer(DateTimeOffset? at)
    {
        // What leaves does nothing more by itself: its next owner does.
        if (leaving)
            at = null;
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
