namespace AgentGrains.Storage.Azure.Connections;

/// <summary>A number for each conditional write, stored with what it wrote: a writer that gets no answer, or a conflict with its own earlier try, recognises it.</summary>
/// <param name="random">The source of numbers; used under a lock.</param>
internal sealed class WriteIds(Random random)
{
    private readonly Lock gate = new();

    /// <summary>A number that no other write has, but by a chance of one in 2^63 a pair.</summary>
    public long Next()
    {
        lock (gate)
            return random.NextInt64();
    }
}
