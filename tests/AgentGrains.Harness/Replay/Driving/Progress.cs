namespace AgentGrains.Harness.Replay.Driving;

/// <summary>Counts the events that all readers saw, so that something can be done in the middle of the work.</summary>
public sealed class Progress
{
    private readonly Lock gate = new();
    private readonly PriorityQueue<TaskCompletionSource, int> waiting = new();
    private int count;

    /// <summary>One more event was seen.</summary>
    public void Step()
    {
        lock (gate)
        {
            count++;
            while (waiting.TryPeek(out var reached, out var at) && at <= count)
            {
                waiting.Dequeue();
                reached.SetResult();
            }
        }
    }

    /// <summary>Ends when so many events were seen.</summary>
    public Task ReachAsync(int events)
    {
        lock (gate)
        {
            if (events <= count)
                return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Enqueue(reached, events);
            return reached.Task;
        }
    }
}
