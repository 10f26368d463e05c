namespace AgentGrains.Runtime.Effects;

/// <summary>A number of slots; those who find none wait in the order in which they came. Safe for concurrent use.</summary>
/// <remarks>Not a semaphore of the base library: that one continues waiters on the thread pool, and a simulation of one thread has none.</remarks>
/// <param name="count">How many slots.</param>
internal sealed class Slots(int count)
{
    private readonly Lock gate = new();
    private readonly LinkedList<TaskCompletionSource> waiting = [];
    private int free = count;

    /// <summary>Completes with a slot, which <see cref="Release"/> returns.</summary>
    public Task WaitAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            if (free == 0)
                return QueueAsync(waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)), cancellation);
            free--;
            return Task.CompletedTask;
        }
    }

    /// <summary>Gives a slot back, to the first that waits if any does.</summary>
    public void Release()
    {
        TaskCompletionSource? next;
        lock (gate)
        {
            next = waiting.First?.Value;
            if (next is null)
                free++;
            else
                waiting.RemoveFirst();
        }
        next?.SetResult();
    }

    private async Task QueueAsync(LinkedListNode<TaskCompletionSource> place, CancellationToken cancellation)
    {
        using var registration = cancellation.UnsafeRegister(_ => GiveUp(place, cancellation), null);
        await place.Value.Task;
    }

    private void GiveUp(LinkedListNode<TaskCompletionSource> place, CancellationToken cancellation)
    {
        lock (gate)
        {
            // It has its slot already, and gives it back as soon as it looks at its cancellation.
            if (place.List is null)
                return;
            waiting.Remove(place);
        }
        place.Value.SetCanceled(cancellation);
    }
}
