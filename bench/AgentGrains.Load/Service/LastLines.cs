namespace AgentGrains.Load.Service;

/// <summary>The last lines of what a process said. Safe for concurrent use.</summary>
internal sealed class LastLines
{
    private const int Kept = 20;

    private readonly Lock gate = new();
    private readonly Queue<string> lines = new();

    public void Add(string? line)
    {
        if (line is null)
            return;
        lock (gate)
        {
            lines.Enqueue(line);
            if (lines.Count > Kept)
                lines.Dequeue();
        }
    }

    public override string ToString()
    {
        lock (gate)
            return string.Join('\n', lines);
    }
}
