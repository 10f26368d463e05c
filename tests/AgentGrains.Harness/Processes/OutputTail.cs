namespace AgentGrains.Harness.Processes;

/// <summary>The last lines a process wrote, and the waits for a text among them. Safe for concurrent use.</summary>
internal sealed class OutputTail
{
    private const int MaxLines = 500;

    private readonly Lock gate = new();
    private readonly Queue<string> lines = [];
    private readonly List<(Func<string, bool> Matches, TaskCompletionSource<string> Found)> waiting = [];

    public string Text
    {
        get
        {
            lock (gate)
                return string.Join('\n', lines);
        }
    }

    public void Add(string? line)
    {
        if (line is null)
            return;
        lock (gate)
        {
            lines.Enqueue(line);
            if (lines.Count > MaxLines)
                lines.Dequeue();
            if (waiting.Count == 0)
                return;
            var text = string.Join('\n', lines);
            foreach (var waiter in waiting.Where(waiter => waiter.Matches(text)).ToList())
            {
                waiting.Remove(waiter);
                waiter.Found.SetResult(text);
            }
        }
    }

    /// <summary>The text as soon as it matches.</summary>
    public Task<string> WaitAsync(Func<string, bool> matches)
    {
        lock (gate)
        {
            var text = string.Join('\n', lines);
            if (matches(text))
                return Task.FromResult(text);
            var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add((matches, found));
            return found.Task;
        }
    }
}
