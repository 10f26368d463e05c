using System.Collections.Immutable;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Stores;

namespace AgentGrains.Api.Messages;

/// <summary>Turns the content of messages into what a journal holds, and back: images and files go to the payload store.</summary>
internal sealed class MessageStorage(ContentStore contents)
{
    private const string Reference = "sha256:";

    /// <summary>Stores what an entry cannot hold itself. Parts are null for a text.</summary>
    public async ValueTask<(Content Text, ImmutableArray<MessagePart>? Parts)> WriteAsync(SessionKey session, MessageContent content, CancellationToken cancellation)
    {
        var text = await contents.WriteAsync(session, content.Text, cancellation);
        if (content.Parts is null)
            return (text, null);
        var parts = ImmutableArray.CreateBuilder<MessagePart>(content.Parts.Count);
        foreach (var part in content.Parts)
            parts.Add(await WriteAsync(session, part, cancellation));
        return (text, parts.MoveToImmutable());
    }

    /// <summary>The content of a message as clients read it. Images and files are named by their hashes.</summary>
    public async ValueTask<MessageContent?> ReadAsync(TenantId tenant, ConversationMessage message, CancellationToken cancellation)
    {
        if (message.Parts.IsEmpty)
            return message.Content is null ? null : new MessageContent(await contents.ReadAsync(tenant, message.Content, cancellation), null);
        var parts = new List<ContentPart>(message.Parts.Length);
        foreach (var part in message.Parts)
            parts.Add(await ReadAsync(tenant, part, cancellation));
        return MessageContent.Of(parts);
    }

    private async ValueTask<MessagePart> WriteAsync(SessionKey session, ContentPart part, CancellationToken cancellation)
    {
        if (part.Text is { } text)
            return new MessagePart { Kind = MessagePartKind.Text, Text = await contents.WriteAsync(session, text, cancellation) };
        var data = DataUrl.Read(part.ImageUrl?.Url ?? part.File?.FileData ?? "");
        return new MessagePart
        {
            Kind = part.ImageUrl is null ? MessagePartKind.File : MessagePartKind.Image,
            Data = data is null ? null : await contents.WriteBytesAsync(session, data.Bytes, cancellation),
            MediaType = data?.MediaType,
            Url = data is null ? part.ImageUrl?.Url : null,
            Detail = part.ImageUrl?.Detail,
            FileId = part.File?.FileId,
            Name = part.File?.Filename,
        };
    }

    private async ValueTask<ContentPart> ReadAsync(TenantId tenant, MessagePart part, CancellationToken cancellation) => part.Kind switch
    {
        MessagePartKind.Text => new ContentPart("text", await contents.ReadAsync(tenant, part.Text!, cancellation)),
        MessagePartKind.Image => new ContentPart("image_url", ImageUrl: new ImagePart(part.Url ?? NameOf(part)!, part.Detail, part.MediaType, part.Data?.SizeBytes)),
        _ => new ContentPart("file", File: new FilePart(NameOf(part), part.FileId, part.Name, part.MediaType, part.Data?.SizeBytes)),
    };

    private static string? NameOf(MessagePart part) => part.Data is null ? null : Reference + part.Data.Sha256;
}
