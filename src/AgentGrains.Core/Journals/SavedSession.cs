using AgentGrains.Core.Conversations;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Core.Journals;

/// <summary>What a checkpoint says of a session.</summary>
/// <param name="State">The fold up to the checkpoint's position.</param>
/// <param name="Conversation">The conversation, up to this position or further on; null if it has to be read from the journal.</param>
public sealed record SavedSession(SessionState State, Conversation? Conversation)
{
    /// <summary>A session without a checkpoint.</summary>
    public static SavedSession None => new(SessionState.Empty, new Conversation());
}
