using AgentGrains.Core.Ids;
using AgentGrains.Core.Owners;
using AgentGrains.Core.Sessions;
using AgentGrains.Simulation.Checkers;

namespace AgentGrains.Simulation.Hosts;

/// <summary>Hosts the owner of one session the way its grain does: opens it when it is called, drops it when it is broken, and keeps its timer.</summary>
internal sealed class Activation(World world, Host host, SessionKey session) : ISessionReaders
{
    private SessionOwner? owner;
    private Task<SessionOwner>? opening;
    private DateTimeOffset? timerAt;
    private int calls;

    /// <summary>Whether the host must keep it.</summary>
    public bool Busy => calls > 0 || opening is not null || timerAt is not null || owner is { Busy: true };

    /// <summary>Takes an input in; answers why not, where it did not.</summary>
    public async Task<Exception?> SendAsync(SessionInput? input, bool wake)
    {
        calls++;
        try
        {
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
            AfterCall();
        }
    }

    public void Appended(long position, int count, ReadOnlyMemory<byte> content, SessionState state) =>
        world.Acknowledged(host, session, new AcknowledgedAppend(position, count, content, state));

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

    private void AfterCall()
    {
        if (owner is { Broken: not null })
            owner = null;
        if (owner is null || owner.NextWake is not { } at || at == timerAt)
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
