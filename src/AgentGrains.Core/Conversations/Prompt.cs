using System.Collections;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;

namespace AgentGrains.Core.Conversations;

/// <summary>A snapshot of a conversation with its texts at hand, one by one as a model client asks for them.</summary>
public sealed class Prompt : IReadOnlyList<PromptMessage>
{
    /// <summary>The most bytes of images and files in one prompt, in Base64 27 MiB: Anthropic accepts requests up to 32 MB, OpenAI up to 50. Older ones are left out.</summary>
    public const long MaxDataBytes = 20 * 1024 * 1024;

    private readonly ArraySegment<ConversationMessage> messages;
    private readonly StoredContents stored;

    private Prompt(ArraySegment<ConversationMessage> messages, StoredContents stored) => (this.messages, this.stored) = (messages, stored);

    /// <inheritdoc/>
    public int Count => messages.Count;

    /// <inheritdoc/>
    public PromptMessage this[int index] => messages[index].With(stored);

    /// <summary>Reads what the payload store holds of the messages.</summary>
    /// <param name="tenant">Whose conversation.</param>
    /// <param name="messages">Its messages.</param>
    /// <param name="anyStored">Whether any of them refers to the payload store.</param>
    /// <param name="contents">Where that is.</param>
    /// <param name="cancellation">Cancels reading.</param>
    public static async ValueTask<Prompt> ReadAsync(
        TenantId tenant, ArraySegment<ConversationMessage> messages, bool anyStored, ContentStore contents, CancellationToken cancellation)
    {
        if (!anyStored)
            return new Prompt(messages, StoredContents.None);
        var stored = new StoredContents(MaxDataBytes);
        // The newest first: if not all images and files fit, the oldest are left out.
        for (var i = messages.Count - 1; i >= 0; i--)
        {
            if (messages[i].Whole is null)
                await stored.AddAsync(tenant, messages[i], contents, cancellation);
        }
        return new Prompt(messages, stored);
    }

    /// <inheritdoc/>
    public IEnumerator<PromptMessage> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
