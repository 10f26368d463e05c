using System.Text;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Stores;

namespace AgentGrains.Core.Conversations;

/// <summary>What the payload store holds of a conversation, read once for a prompt.</summary>
/// <param name="maxDataBytes">The most bytes of images and files; what is added after that is left out.</param>
public sealed class StoredContents(long maxDataBytes)
{
    /// <summary>For conversations whose entries hold everything themselves.</summary>
    public static readonly StoredContents None = new(0);

    private readonly Dictionary<string, string> texts = [];
    private readonly Dictionary<string, ReadOnlyMemory<byte>> bytes = [];
    private readonly HashSet<MessagePart> leftOut = new(ReferenceEqualityComparer.Instance);
    private long dataBytes;

    /// <summary>The text of some content.</summary>
    public string Text(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return content.Text ?? texts[content.Reference!.Sha256];
    }

    /// <summary>The bytes of a part; empty if it has none, null if it is left out.</summary>
    public ReadOnlyMemory<byte>? Bytes(MessagePart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        if (leftOut.Contains(part))
            return null;
        return part.Data is null ? default : bytes[part.Data.Sha256];
    }

    /// <summary>Reads what a message refers to.</summary>
    internal async ValueTask AddAsync(TenantId tenant, ConversationMessage message, ContentStore contents, CancellationToken cancellation)
    {
        await AddAsync(message.Content);
        await AddAsync(message.Extra);
        foreach (var call in message.ToolCalls)
        {
            await AddAsync(call.Arguments);
            await AddAsync(call.Extra);
        }
        foreach (var part in message.Parts.Reverse())
        {
            await AddAsync(part.Text);
            if (part.Data is not { } data)
                continue;
            // Each time it is in the prompt counts. After the first that does not fit none is added, so that the model misses a beginning and not parts in between.
            dataBytes += data.SizeBytes;
            if (dataBytes > maxDataBytes)
                leftOut.Add(part);
            else if (!bytes.ContainsKey(data.Sha256))
                bytes.Add(data.Sha256, await contents.ReadBytesAsync(tenant, data, cancellation));
        }

        async ValueTask AddAsync(Content? content)
        {
            if (content?.Reference is { } reference && !texts.ContainsKey(reference.Sha256))
                texts.Add(reference.Sha256, Encoding.UTF8.GetString((await contents.ReadBytesAsync(tenant, reference, cancellation)).Span));
        }
    }
}
