using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Runtime.Sessions;

/// <summary>One session on one host: opens an owner when the session is called, replaces it after it broke or was overtaken, keeps its timer, and leaves when it is not needed here.</summary>
/// <remarks>Reentrant, but not safe for concurrent use: all calls and continuations run in the context of its shell. After <see cref="Close"/> only results are accepted.</remarks>
/// <param name="key">The session.</param>
/// <param name="services">What the sessions of this host work with.</param>
/// <param name="shell">What hosts it.</param>
public sealed class SessionHost(SessionKey key, SessionServices services, ISessionShell shell)
{
    /// <summary>How long a run may be silent before its shard calls it, in case its host lives but has lost it; and how far ahead a host sets timers of its own.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(60);

    private SessionOwner? owner;
    private Task<SessionOwner>? opening;
    private DateTimeOffset? timerAt;
    private int calls;
    private bool rests;

    /// <summary>The session.</summary>
    public SessionKey Key => key;

    /// <summary>Where it is.</summary>
    public SessionPhase Phase { get; private set; } = SessionPhase.Closed;

    /// <summary>Whether something is in flight, or a timer is set.</summary>
    public bool IsBusy => calls > 0 || timerAt is not null || owner is { Busy: true };

    internal SessionServices Services => services;

    internal ISessionShell Shell => shell;

    /// <summary>Takes an input in; when it returns, what the input made is durable.</summary>
    /// <param name="input">The input.</param>
    /// <param name="isNew">Whether nothing of the session can be stored, so that nothing is read.</param>
    /// <returns>The state after it.</returns>
    /// <exception cref="AgentGrainsException">The input is refused, or the session cannot be opened or continued.</exception>
    public async Task<SessionState> SendAsync(SessionInput input, bool isNew = false)
    {
        using var call = new Call(this);
        if (isNew && Phase == SessionPhase.Closed)
            Own(SessionOwner.OpenNew(this));
        var current = await OpenAsync();
        await current.SendAsync(input);
        return current.State;
    }

    /// <summary>The session is called because of its wake-up: does what is due.</summary>
    public async Task WakeAsync()
    {
        using var call = new Call(this);
        var current = await OpenAsync();
        if (current.State.Erasing)
        {
            await EraseAsync(current);
            return;
        }
        await current.WakeAsync();
        // A call that comes a little early finds nothing to do yet, and puts its row off: the rest of the wait is this host's own business.
        SetTimer();
    }

    /// <summary>The timer is due.</summary>
    public async Task OnTimerAsync()
    {
        using var call = new Call(this);
        timerAt = null;
        await (await OpenAsync()).SendAsync(null);
        SetTimer();
    }

    /// <summary>The state as this host knows it; another host may have continued since.</summary>
    public async ValueTask<SessionState> ReadAsync()
    {
        using var call = new Call(this);
        return (await OpenAsync()).State;
    }

    /// <summary>The state as it is stored. An owner that was overtaken by another host's is replaced.</summary>
    public async ValueTask<SessionState> ReadCurrentAsync()
    {
        using var call = new Call(this);
        return (await OpenCurrentAsync()).State;
    }

    /// <summary>Erases the session in every store.</summary>
    /// <returns>The session as it was; null if there is none.</returns>
    public async Task<SessionView?> DeleteAsync()
    {
        using var call = new Call(this);
        var current = await OpenCurrentAsync();
        if (current.State.Agent is null)
        {
            // An erasure may have been cut off in the middle of the journal.
            await services.Journal.DeleteAsync(key, CancellationToken.None);
            return null;
        }
        var view = RunViews.OfSession(current.State, key.Session);
        await EraseAsync(current);
        return view;
    }

    private async Task EraseAsync(SessionOwner current)
    {
        if (current == owner && Phase is SessionPhase.Active or SessionPhase.Idle or SessionPhase.HandingOver)
            Enter(SessionPhase.Erasing);
        try
        {
            await current.DeleteAsync(CancellationToken.None);
        }
        finally
        {
            // It says from now on that it was deleted. If that was cut off, the next owner continues.
            Drop(current);
        }
    }

    /// <summary>The host drains: the session leaves as soon as none of its effects is in flight here.</summary>
    public void OnDrain()
    {
        if (Phase != SessionPhase.Opening && (owner is null || owner.MayMove))
            Leave();
    }

    /// <summary>The session has left this host. Results of effects that are in flight are still accepted.</summary>
    public void Close()
    {
        if (Phase != SessionPhase.Gone)
            Enter(SessionPhase.Gone);
    }

    internal void Appended(SessionOwner from, long position, int count, ReadOnlyMemory<byte> content, SessionState state)
    {
        shell.Appended(position, count, content, state);
        if (from != owner)
            return;
        rests = false;
        if (Phase is SessionPhase.Active or SessionPhase.Idle)
            Enter(PhaseOf(state));
        SetTimer();
    }

    internal void Broke(SessionOwner from, AgentGrainsException failure)
    {
        // One that was replaced breaks over its last append: the session has another one.
        if (from != owner)
            return;
        owner = null;
        SetTimer();
        shell.Broke(failure);
        if (Phase == SessionPhase.Gone)
            return;
        Enter(SessionPhase.Broken);
        // Another host may own the session now: the next call finds it.
        shell.Leave();
    }

    internal void Rested(SessionOwner from)
    {
        rests |= from == owner;
        LeaveIfAtRest();
    }

    internal void Drained(SessionOwner from)
    {
        if (from == owner)
            Leave();
    }

    private static SessionPhase PhaseOf(SessionState state) => state.Unfinished ? SessionPhase.Active : SessionPhase.Idle;

    private ValueTask<SessionOwner> OpenAsync()
    {
        if (owner is not null)
            return new ValueTask<SessionOwner>(owner);
        if (opening is null or { IsCompleted: true })
            opening = OpenOwnerAsync();
        return new ValueTask<SessionOwner>(opening);
    }

    private async Task<SessionOwner> OpenOwnerAsync()
    {
        var late = Phase == SessionPhase.Gone;
        if (!late)
            Enter(SessionPhase.Opening);
        try
        {
            Own(await SessionOwner.OpenAsync(this, CancellationToken.None));
            return owner!;
        }
        catch (Exception) when (Phase == SessionPhase.Opening)
        {
            Enter(SessionPhase.Closed);
            throw;
        }
    }

    private void Own(SessionOwner opened)
    {
        (owner, rests) = (opened, false);
        if (Phase != SessionPhase.Gone)
            Enter(PhaseOf(opened.State));
        SetTimer();
    }

    private async ValueTask<SessionOwner> OpenCurrentAsync()
    {
        while (true)
        {
            var current = await OpenAsync();
            if (await current.IsOvertakenAsync(CancellationToken.None))
            {
                Drop(current);
                return await OpenAsync();
            }
            // It may have broken and been replaced while it was asked.
            if (current == owner)
                return current;
        }
    }

    /// <summary>Lets go of an owner that is not the session's any more.</summary>
    private void Drop(SessionOwner current)
    {
        if (owner != current)
            return;
        current.Replace();
        owner = null;
        SetTimer();
        if (Phase == SessionPhase.Gone)
            return;
        Enter(SessionPhase.Closed);
        shell.Leave();
    }

    /// <summary>An idle session costs storage only, unless it has subscribers. A call that is in flight may have an input that has not reached the owner.</summary>
    private void LeaveIfAtRest()
    {
        if (rests && calls == 0 && Phase == SessionPhase.Idle && !shell.HasSubscribers)
            Leave();
    }

    private void Leave()
    {
        // What is erased leaves when it is; what is leaving or gone does so already.
        if (Phase is SessionPhase.Erasing or SessionPhase.HandingOver or SessionPhase.Gone)
            return;
        var continues = owner is { State.Unfinished: true };
        Enter(SessionPhase.HandingOver);
        SetTimer();
        if (continues)
            shell.HandOver();
        else
            shell.Leave();
    }

    private void Enter(SessionPhase next)
    {
        if (next == Phase)
            return;
        if (!SessionPhases.Allows(Phase, next))
        {
            var defect = new InvalidOperationException($"The session {key} cannot go from {Phase} to {next}.");
            services.OnTrouble(key, defect);
            throw defect;
        }
        Phase = next;
    }

    private void SetTimer()
    {
        // What leaves does nothing more by itself: its next owner does.
        var at = Phase is SessionPhase.HandingOver or SessionPhase.Gone ? null : owner?.NextWake;
        if (at == timerAt)
            return;
        timerAt = at;
        shell.SetTimer(at);
    }

    /// <summary>One call in flight.</summary>
    private readonly struct Call : IDisposable
    {
        private readonly SessionHost host;

        public Call(SessionHost host)
        {
            this.host = host;
            host.calls++;
        }

        public void Dispose()
        {
            host.calls--;
            host.LeaveIfAtRest();
        }
    }
}
