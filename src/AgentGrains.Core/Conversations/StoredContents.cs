using System.Text;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Stores;

namespace AgentGrains.Core.Conversations;

/// <summary>What the payload store holds of a conversation, read once for a prompt.</summary>
public sealed class StoredContents
{
    /// <summary>For conversations whose entries hold everything themselves.</summary>
    public static readonly StoredContents None = new();

    private readonly Dictionary<string, string> texts = [];
    private readonly Dictionary<string, ReadOnlyMemory<byte>> bytes = [];

    /// <summary>The text of some content.</summary>
    public string Text(Content content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return content.Text ?? texts[content.Reference!.Sha256];
    }

    /// <summary>The bytes of a part; empty if it has none.</summary>
    public ReadOnlyMemory<byte> Bytes(MessagePart part)
    {
        ArgumentNullException.ThrowIfNull(part);
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
        foreach (var part in message.Parts)
        {
            await AddAsync(part.Text);
            if (part.Data is { } data && !bytes.ContainsKey(data.Sha256))
                bytes.Add(data.Sha256, await contents.ReadBytesAsync(tenant, data, cancellation));
        }

        async ValueTask AddAsync(Content? content)
        {
            if (content?.Reference is { } reference && !texts.ContainsKey(reference.Sha256))
                texts.Add(reference.Sha256, Encoding.UTF8.GetString((await contents.ReadBytesAsync(tenant, reference, cancellation)).Span));
        }
    }
}
