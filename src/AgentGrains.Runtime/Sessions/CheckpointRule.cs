using AgentGrains.Core.Sessions;

namespace AgentGrains.Runtime.Sessions;

/// <summary>When a session saves a checkpoint.</summary>
internal static class CheckpointRule
{
    /// <summary>The most intervals that a long conversation postpones a checkpoint, so that the tail behind one stays bounded.</summary>
    public const int MaxIntervals = 16;

    /// <summary>What an entry takes in the journal, about, beside what it adds to the conversation.</summary>
    private const int EntryBytes = 512;

    /// <summary>
    /// Whether a checkpoint is due: after so many entries, and with a long conversation, which it holds whole, once the journal has grown by as much as the last one
    /// held, so that checkpoints write no more than the journal.
    /// </summary>
    /// <param name="fold">What would be saved.</param>
    /// <param name="last">What was saved last.</param>
    /// <param name="every">The entries between two checkpoints.</param>
    public static bool IsDue(SessionState fold, SessionState last, long every)
    {
        var entries = fold.Position - last.Position;
        return entries >= every && (entries * EntryBytes + fold.ContextBytes - last.ContextBytes >= last.ContextBytes || entries >= MaxIntervals * every);
    }
}
