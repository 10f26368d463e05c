using System.Text;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Stores;

/// <summary>Turns text into <see cref="Content"/> and back: what is too large for an entry goes to the payload store.</summary>
/// <param name="payloads">Where large content is.</param>
public sealed class ContentStore(IPayloadStore payloads)
{
    /// <summary>Content of a text; when the call returns, what an entry refers to is durable.</summary>
    public async ValueTask<Content> WriteAsync(SessionKey session, string text, CancellationToken cancellation)
    {
        // A UTF-16 unit is at most three bytes of UTF-8, so most texts need no counting.
        if (text.Length * 3 <= Content.MaxInlineBytes || Encoding.UTF8.GetByteCount(text) <= Content.MaxInlineBytes)
            return Content.Inline(text);
        return Content.Stored(await payloads.PutAsync(session, Encoding.UTF8.GetBytes(text), cancellation));
    }

    /// <summary>The text of some content.</summary>
    /// <exception cref="AgentGrainsException"><see cref="ErrorCodes.DamagedData"/> where the payload is missing.</exception>
    public async ValueTask<string> ReadAsync(TenantId tenant, Content content, CancellationToken cancellation)
    {
        if (content.Text is { } text)
            return text;
        return Encoding.UTF8.GetString((await ReadBytesAsync(tenant, content.Reference!, cancellation)).Span);
    }

    /// <summary>Stores bytes; when the call returns, what an entry refers to is durable.</summary>
    public ValueTask<PayloadReference> WriteBytesAsync(SessionKey session, ReadOnlyMemory<byte> bytes, CancellationToken cancellation) =>
        payloads.PutAsync(session, bytes, cancellation);

    /// <summary>The bytes of a payload.</summary>
    /// <exception cref="AgentGrainsException"><see cref="ErrorCodes.DamagedData"/> if the payload is missing.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadBytesAsync(TenantId tenant, PayloadReference reference, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return await payloads.GetAsync(tenant, reference, cancellation)
            ?? throw new AgentGrainsException(ErrorCodes.DamagedData, $"Payload {reference.Sha256} is missing.");
    }
}
