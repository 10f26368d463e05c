using AgentGrains.Core.Conversations;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;

namespace AgentGrains.Grains.Tests.Checks;

/// <summary>What a session tells, as text to compare.</summary>
internal static class Transcript
{
    /// <summary>The conversation of a session, a line for each message.</summary>
    public static async Task<string> ReadAsync(IJournalStore journal, SessionKey session)
    {
        var conversation = await new JournalReader(journal).ReadConversationAsync(session, long.MaxValue, CancellationToken.None);
        return string.Join('\n', conversation.Snapshot().Select(Line));
    }

    private static string Line(ConversationMessage message) =>
        $"{message.Role} {message.Name}: {message.Content?.Text}{string.Concat(message.ToolCalls.Select(call => $" [{call.Name} {call.Arguments.Text}]"))}";
}
