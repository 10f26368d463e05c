using System.Collections;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Stores;

namespace AgentGrains.Core.Conversations;

/// <summary>A snapshot of a conversation with its texts at hand, one by one as a model client asks for them.</summary>
public sealed class Prompt : IReadOnlyList<ChatMessage>
{
    private static readonly Dictionary<string, string> NothingStored = [];

    private readonly ArraySegment<ConversationMessage> messages;
    private readonly Dictionary<string, string> stored;

    private Prompt(ArraySegment<ConversationMessage> messages, Dictionary<string, string> stored) => (this.messages, this.stored) = (messages, stored);

    /// <inheritdoc/>
    public int Count => messages.Count;

    /// <inheritdoc/>
    public ChatMessage this[int index] => messages[index].With(stored);

    /// <summary>Reads what the payload store holds of the messages; the rest is at hand.</summary>
    /// <param name="tenant">Whose conversation.</param>
    /// <param name="messages">Its messages.</param>
    /// <param name="anyStored">Whether any has text in the payload store.</param>
    /// <param name="contents">Where that is.</param>
    /// <param name="cancellation">Gives reading up.</param>
    public static async ValueTask<Prompt> ReadAsync(
        TenantId tenant, ArraySegment<ConversationMessage> messages, bool anyStored, ContentStore contents, CancellationToken cancellation)
    {
        if (!anyStored)
            return new Prompt(messages, NothingStored);
        var stored = new Dictionary<string, string>();
        foreach (var message in messages)
        {
            if (message.Content?.Reference is not null)
                await ReadAsync(message.Content);
            foreach (var call in message.ToolCalls)
            {
                if (call.Arguments.Reference is not null)
                    await ReadAsync(call.Arguments);
            }
        }
        return new Prompt(messages, stored);

        async ValueTask ReadAsync(Content content)
        {
            if (!stored.ContainsKey(content.Reference!.Sha256))
                stored.Add(content.Reference.Sha256, await contents.ReadAsync(tenant, content, cancellation));
        }
    }

    /// <inheritdoc/>
    public IEnumerator<ChatMessage> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
