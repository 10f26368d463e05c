using System.Text;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Core.Tests.Stories;

internal static class StateText
{
    /// <summary>All of a state as text: two states are the same where their texts are.</summary>
    public static string Text(this SessionState state) => Encoding.UTF8.GetString(JournalCodec.EncodeCheckpoint(state));

    /// <summary>All of a conversation as text.</summary>
    public static string Text(this Conversation conversation) => Encoding.UTF8.GetString(JournalCodec.EncodeCheckpoint(SessionState.Empty, conversation));
}
