namespace AgentGrains.Core.Effects;

/// <summary>Whether an attempt has been let through to its executor, or was given up before. One of the two, once. Safe for concurrent use.</summary>
public sealed class AttemptStart
{
    private const int Waiting = 0;
    private const int Started = 1;
    private const int Given = 2;

    private int state = Waiting;

    /// <summary>Lets the attempt through; false if it was given up.</summary>
    public bool TryBegin() => Interlocked.CompareExchange(ref state, Started, Waiting) != Given;

    /// <summary>Gives the attempt up; false if it has started.</summary>
    public bool TryGiveUp() => Interlocked.CompareExchange(ref state, Given, Waiting) != Started;
}
