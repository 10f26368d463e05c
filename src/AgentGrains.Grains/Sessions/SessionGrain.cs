using AgentGrains.Contracts;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Grains.Telemetry;
using AgentGrains.Runtime.Sessions;
using Orleans.Concurrency;
using Orleans.Runtime.Placement;

namespace AgentGrains.Grains.Sessions;

/// <summary>Hosts one session. Reentrant: inputs that arrive while an append is in flight go into the next one together.</summary>
[Reentrant]
internal sealed class SessionGrain(SessionServices services, SubscriberTable table, LocalSessions local, BrokenSessions broken, SiloInstruments silo, TimeProvider time)
    : Grain, ISessionGrain, ISessionShell, IGrainMigrationParticipant
{
    private const string Audience = "audience";

    /// <summary>How long a session with effects in flight stays in memory without a call; its shard calls it more often.</summary>
    private static readonly TimeSpan KeepBusy = SessionHost.Heartbeat * 2;

    private TaskScheduler context = null!;
    private SessionHost session = null!;
    private SessionSubscribers subscribers = null!;
    private RunWatchers watchers = null!;
    private IGrainTimer? timer;
    private SessionAudience? audience;
    private bool passedOn;

    bool ISessionShell.HasSubscribers => subscribers.Any || watchers.Any;

    private SessionKey Key => session.Key;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        context = TaskScheduler.Current;
        session = new SessionHost(SessionKey.Parse(this.GetPrimaryKeyString()), services, this);
        (subscribers, watchers) = (new SessionSubscribers(Key, table, time), new RunWatchers(Key.Session));
        local.Add(this);
        silo.Entered();
        if (audience is not null)
            Continue(audience);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        session.Close();
        local.Remove(this);
        audience = new SessionAudience(subscribers.Observers, watchers.ToWire());
        subscribers.Close();
        silo.Left(Key);
        return Task.CompletedTask;
    }

    /// <summary>The host drains. Called on any thread.</summary>
    public void Drain() => Post(static grain => ((SessionGrain)grain!).session.OnDrain(), this);

    void IGrainMigrationParticipant.OnDehydrate(IDehydrationContext dehydrationContext) => dehydrationContext.TryAddValue(Audience, audience);

    void IGrainMigrationParticipant.OnRehydrate(IRehydrationContext rehydrationContext) => rehydrationContext.TryGetValue(Audience, out audience);

    public Task<SessionReply> Send(SessionCall call) => Refusals.GuardAsync(async () => Answer(await session.SendAsync(call.Input.Value, call.NewSession), call));

    public Task<SessionReply> FindRun(string run) => Refusals.GuardAsync(async () =>
    {
        // An ended run never changes, so any owner may answer.
        var state = await session.ReadAsync();
        if (state.Erasing || ViewOf(state, run) is not { } view || !view.Status.HasEnded())
            state = await session.ReadCurrentAsync();
        return new SessionReply(state.Erasing ? null : ViewOf(state, run), null, null);
    });

    public Task<SessionReply> Describe() => Refusals.GuardAsync(async () =>
    {
        var state = await session.ReadCurrentAsync();
        return new SessionReply(null, state.Exists ? RunViews.OfSession(state, Key.Session) : null, null);
    });

    public Task<SessionReply> Subscribe(ISessionObserver observer) => Refusals.GuardAsync(async () =>
    {
        // First: a session that becomes idle meanwhile stays in memory for its subscribers.
        subscribers.Add(observer);
        var state = await session.ReadCurrentAsync();
        if (state.Exists)
            return new SessionReply(null, null, null, state.Position);
        subscribers.Remove(observer);
        throw new AgentGrainsException(ErrorCodes.NotFound, $"There is no session {Key.Session}.");
    });

    public Task Unsubscribe(ISessionObserver observer)
    {
        subscribers.Remove(observer);
        return Task.CompletedTask;
    }

    public Task<SessionReply> Wake() => Refusals.GuardAsync(session.WakeAsync);

    public Task<SessionReply> Delete() => Refusals.GuardAsync(async () => new SessionReply(null, await session.DeleteAsync(), null));

    // Not observed: the work does not throw, and watching each task for it would cost another one.
    public void Post(Action<object?> work, object? state) => Task.Factory.StartNew(work, state, CancellationToken.None, TaskCreationOptions.DenyChildAttach, context);

    void ISessionShell.SetTimer(DateTimeOffset? at)
    {
        timer?.Dispose();
        timer = null;
        if (at is null)
            return;
        var due = at.Value - time.GetUtcNow();
        timer = this.RegisterGrainTimer(
            static (grain, _) => Refusals.GuardAsync(grain.session.OnTimerAsync), this,
            new GrainTimerCreationOptions(due > TimeSpan.Zero ? due : TimeSpan.Zero, Timeout.InfiniteTimeSpan) { KeepAlive = true, Interleave = true });
    }

    void ISessionShell.Appended(long position, int count, ReadOnlyMemory<byte> content, SessionState state)
    {
        subscribers.Appended(position, count, content);
        watchers.Tell(state);
        if (session.Phase is SessionPhase.Active or SessionPhase.Idle)
            DelayDeactivation(KeepBusy);
    }

    void ISessionShell.Broke(AgentGrainsException failure) => broken.Add(Key);

    void ISessionShell.Leave() => DeactivateOnIdle();

    /// <summary>Another host is activated and continues the run at once. Two hosts that stop must not pass it to and fro.</summary>
    void ISessionShell.HandOver()
    {
        if (passedOn || local.Elsewhere(this.GetGrainId()) is not { } host)
        {
            DeactivateOnIdle();
            return;
        }
        RequestContext.Set(IPlacementDirector.PlacementHintKey, host);
        this.MigrateOnIdle();
        RequestContext.Remove(IPlacementDirector.PlacementHintKey);
    }

    /// <summary>The session came from a draining host: its subscribers are notified from here, and pending effects are started.</summary>
    private void Continue(SessionAudience listening)
    {
        foreach (var subscriber in listening.Readers)
            subscribers.Add(subscriber);
        foreach (var (run, waiting) in listening.Watchers)
            watchers.Add(RunKey.Parse(run), waiting);
        audience = null;
        passedOn = local.AreLeaving;
        CallPrincipal.EnterService(Key.Tenant);
        this.AsReference<ISessionGrain>().Wake().Ignore();
    }

    private RunView? ViewOf(SessionState state, string run) => RunViews.Find(state, Key.Session, RunKey.Parse(run));

    private SessionReply Answer(SessionState state, SessionCall call)
    {
        if (call.About is null)
            return new SessionReply(null, null, null);
        // A run that only steered another one never existed by itself.
        var about = RunKey.Parse(call.About);
        var run = state.SteeredBy(about) ?? about;
        var view = RunViews.Find(state, Key.Session, run);
        if (view is not null && call.Watcher is not null && !view.HasSettled)
            watchers.Add(run, call.Watcher);
        return new SessionReply(view, null, null) { About = run.Value };
    }
}
