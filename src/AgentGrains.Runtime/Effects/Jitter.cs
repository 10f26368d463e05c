namespace AgentGrains.Runtime.Effects;

/// <summary>Chance for delays. Safe for concurrent use.</summary>
/// <param name="random">Where it comes from.</param>
public sealed class Jitter(Random random)
{
    private readonly Lock gate = new();

    /// <summary>From 0 to 1.</summary>
    public double Next()
    {
        lock (gate)
            return random.NextDouble();
    }
}
