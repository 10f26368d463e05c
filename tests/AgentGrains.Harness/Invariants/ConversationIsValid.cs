using AgentGrains.Core.Conversations;
using AgentGrains.Core.Journals;

namespace AgentGrains.Harness.Invariants;

/// <summary>Each tool call is followed by its results, in order, before any other message: models accept nothing else.</summary>
public sealed class ConversationIsValid : JournalInvariant
{
    private readonly Conversation conversation = new();

    /// <summary>What messages violate that are sent to a model.</summary>
    public static IEnumerable<string> MessageViolations(IReadOnlyList<ConversationMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        Queue<string> expected = [];
        for (var i = 0; i < messages.Count; i++)
        {
            var message = messages[i];
            if (message.Role == "tool" && (!expected.TryDequeue(out var id) || id != message.ToolCallId))
                yield return $"Message {i} answers {message.ToolCallId}, which is not the next open call.";
            if (message.Role != "tool" && expected.Count > 0)
                yield return $"Message {i} ({message.Role}) comes before the results of {expected.Count} tool calls.";
            foreach (var call in message.ToolCalls)
                expected.Enqueue(call.Id);
        }
        if (expected.Count > 0)
            yield return $"{expected.Count} tool calls have no result.";
    }

    /// <inheritdoc/>
    public override void Add(PlacedEntry placed) => conversation.Add(placed);

    /// <inheritdoc/>
    public override void AtRest()
    {
        foreach (var violation in MessageViolations(conversation.Snapshot()))
            Require(false, $"{violation}");
    }
}
