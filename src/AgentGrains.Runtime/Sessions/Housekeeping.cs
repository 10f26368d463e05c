using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Runtime.Channels;
using AgentGrains.Runtime.WakeUps;

namespace AgentGrains.Runtime.Sessions;

/// <summary>Background work of an owner. A failure costs little: a wake-up too early, a longer tail to read.</summary>
internal sealed class Housekeeping(
    SessionKey key, SessionServices services, OwnerClock clock, WakeUpKeeper wakeUp, IChannelCursor channel,
    Func<SessionState> current, Func<SessionState, Task> save, SessionState saved, Action rested)
{
    private SessionState checkpointed = saved;

    // An owner that is opened idle and called has to take a row for a stray: one that rests is dropped, and the next would know no more than it did.
    private long settledAt = current().Position;
    private bool settling;

    /// <summary>Whether an append is in flight, so that the state is about to change.</summary>
    public bool Committing { get; set; }

    /// <summary>The session was called. Whether that is because of a wake-up that nothing removes: its append never came, so its stamp is the position that is still next.</summary>
    public bool FindsStray()
    {
        var stray = wakeUp.Forget(clock.HostNow);
        return current().Unfinished ? stray : settledAt == current().Position;
    }

    /// <summary>After an append: saves a checkpoint now and then, and puts the wake-up off or takes it away.</summary>
    public async Task TidyAsync()
    {
        try
        {
            var state = current();
            // Never ahead of the channel: the next owner collects from the checkpoint on.
            var delivered = channel.Delivered;
            if (CheckpointRule.IsDue(delivered, checkpointed, services.CheckpointEvery))
            {
                checkpointed = delivered;
                await save(delivered);
            }
            if (state.Unfinished)
                await wakeUp.RelaxAsync(state, clock.HostNow, CancellationToken.None);
            else if (!settling)
                _ = SettleAsync();
        }
        catch (Exception failure)
        {
            services.OnTrouble(key, failure);
        }
    }

    /// <summary>Once everything that leaves the session is delivered, it needs no wake-up any more.</summary>
    private async Task SettleAsync()
    {
        settling = true;
        try
        {
            long position;
            do
            {
                await channel.WhenDeliveredAsync();
                if (current().Unfinished || Committing)
                    return;
                position = current().Position;
                if (wakeUp.CanRemove)
                {
                    await wakeUp.RemoveAsync(position, CancellationToken.None);
                    settledAt = position;
                }
            }
            while (current().Position != position && !current().Unfinished);
            if (!current().Unfinished && !Committing)
                rested();
        }
        catch (OperationCanceledException) when (services.Gate.IsClosed)
        {
            // The host stops: the wake-up is there, and the next owner delivers what is left.
        }
        catch (Exception failure)
        {
            services.OnTrouble(key, failure);
        }
        finally
        {
            settling = false;
        }
    }
}
