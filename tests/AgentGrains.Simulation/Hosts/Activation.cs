using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Owners;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Simulation.Checkers;

namespace AgentGrains.Simulation.Hosts;

/// <summary>Hosts the owner of one session the way its grain does: opens it when it is called, leaves the host when it is broken or has come to rest, and keeps its timer.</summary>
internal sealed class Activation(World world, Host host, SessionKey session) : ISessionReaders
{
    private SessionOwner? owner;
    private Task<SessionOwner>? opening;
    private DateTimeOffset? timerAt;
    private int calls;
    private bool rested;
    private bool gone;

    /// <summary>Whether the host must keep it.</summary>
    public bool Busy => calls > 0 || opening is not null || timerAt is not null || owner is { Busy: true };

    /// <summary>Takes an input in; answers why not, where it did not.</summary>
    public async Task<Exception?> SendAsync(SessionInput? input, bool wake)
    {
        calls++;
        try
        {
            if (opening is null && input is CreateRun { NewSession: true })
                owner ??= SessionOwner.OpenNew(session, host.Services, this);
            var current = owner ?? await (opening ??= OpenAsync());
            await (wake ? current.WakeAsync() : current.SendAsync(input));
            return null;
        }
        catch (Exception failure)
        {
            world.Expect(failure);
            return failure;
        }
        finally
        {
            calls--;
            SetTimer();
        }
    }

    /// <summary>The host drops the session; its steps in flight continue without a timer, as with a deactivated grain.</summary>
    public void Leave()
    {
        gone = true;
        timerAt = null;
    }

    public void Appended(long position, int count, ReadOnlyMemory<byte> content, SessionState state)
    {
        // Its host has let it go, and with it its timer: what it takes up now waits for the heartbeat.
        if (rested)
            world.Fail("RestedIsOver", $"{host.Name}'s owner of {session.Session} said that it rests and appended position {position}.");
        world.Acknowledged(host, session, new AcknowledgedAppend(position, count, content, state));
        SetTimer();
    }

    public void Broke(AgentGrainsException failure)
    {
        owner = null;
        host.Drop(session, this);
    }

    public void Rested()
    {
        world.Trace($"{host.Name} lets {session.Session} go");
        // A subscriber keeps the owner; so it sometimes stays.
        if (world.Random.Next(4) == 0)
            return;
        rested = true;
        host.Drop(session, this);
    }

    /// <summary>The session has no step in flight on a draining host: another host is notified and continues.</summary>
    public void Held()
    {
        if (gone)
            return;
        world.Trace($"{host.Name} hands {session.Session} over");
        host.Drop(session, this);
        world.Loop.After(world.Between(0, 50), () => world.Cluster.Route(session)?.Call(session, null, wake: true, _ => { }));
    }

    /// <summary>The host stops.</summary>
    public void LeaveHost()
    {
        if (owner is null or { MayMove: true })
            Held();
    }

    private async Task<SessionOwner> OpenAsync()
    {
        try
        {
            owner = await SessionOwner.OpenAsync(session, host.Services, this, CancellationToken.None);
            return owner;
        }
        finally
        {
            opening = null;
        }
    }

    private void SetTimer()
    {
        if (gone || owner is null || owner.NextWake is not { } at || at == timerAt)
            return;
        timerAt = at;
        var due = at - world.Loop.GetUtcNow();
        world.Loop.After(due > TimeSpan.Zero ? due : TimeSpan.Zero, () => host.Context.Run(() => _ = OnTimerAsync(at)));
    }

    private async Task OnTimerAsync(DateTimeOffset at)
    {
        if (timerAt != at)
            return;
        timerAt = null;
        await SendAsync(null, wake: false);
    }
}
