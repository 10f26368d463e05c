using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Runtime.Channels;

/// <summary>How far one channel of a session has delivered.</summary>
internal interface IChannelCursor
{
    /// <summary>The fold up to which everything is delivered.</summary>
    SessionState Delivered { get; }

    /// <summary>Takes an entry of the journal in; each once, in order.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="after">The state after it, or after the record it is in.</param>
    void Collect(PlacedEntry entry, SessionState after);

    /// <summary>Begins to deliver what is collected, if the channel is not at it.</summary>
    void Deliver();

    /// <summary>The session has another owner, which collects again from the checkpoint: what this one still holds is not delivered, so that it cannot come after an erasure.</summary>
    void Abandon();

    /// <summary>Completes when everything that is collected is delivered; cancelled only when the host stops.</summary>
    Task WhenDeliveredAsync();
}
