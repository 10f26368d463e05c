using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AgentGrains.Api.Errors;
using AgentGrains.Core.Errors;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Api.Json;

/// <summary>Reads request bodies. A body that a middleware needs before the endpoint is read once and kept.</summary>
internal static class RequestBody
{
    /// <summary>The most bytes of a body. An image of the largest size takes 4 MiB of it, in base64.</summary>
    public const int MaxBytes = 5 * 1024 * 1024;

    /// <summary>Reads the body as JSON of one form.</summary>
    /// <exception cref="AgentGrainsException">It is too large, not JSON, or not of the form.</exception>
    public static async ValueTask<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> form)
        where T : class
    {
        if (!IsJson(context.Request))
            throw new NotServedException(StatusCodes.Status415UnsupportedMediaType, $"'{context.Request.ContentType}' is not taken here: send application/json.");
        if (context.Features.Get<KeptBody>() is { } kept)
            return Parse(new ReadOnlySequence<byte>(kept.Bytes), form);

        var buffer = await ReadToEndAsync(context);
        try
        {
            return Parse(buffer, form);
        }
        finally
        {
            context.Request.BodyReader.AdvanceTo(buffer.End);
        }
    }

    /// <summary>Reads the whole body and keeps it for the endpoint.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> KeepAsync(HttpContext context)
    {
        var buffer = await ReadToEndAsync(context);
        var kept = new KeptBody(buffer.ToArray());
        context.Request.BodyReader.AdvanceTo(buffer.End);
        context.Features.Set(kept);
        return kept.Bytes;
    }

    private static async ValueTask<ReadOnlySequence<byte>> ReadToEndAsync(HttpContext context)
    {
        // A body that says it is too large is not read at all.
        if (context.Request.ContentLength > MaxBytes)
            throw TooLarge();
        var reader = context.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(context.RequestAborted);
            if (result.Buffer.Length > MaxBytes)
            {
                reader.AdvanceTo(result.Buffer.End);
                throw TooLarge();
            }
            if (result.IsCompleted)
                return result.Buffer;
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static T Parse<T>(ReadOnlySequence<byte> body, JsonTypeInfo<T> form)
        where T : class
    {
        if (body.IsEmpty)
            throw new AgentGrainsException(ErrorCodes.MalformedBody, "The body is empty; it has to be a JSON object.");
        try
        {
            var reader = new Utf8JsonReader(body);
            var value = JsonSerializer.Deserialize(ref reader, form) ?? throw new JsonException("null");
            return reader.Read() ? throw new JsonException("more than one value") : value;
        }
        catch (JsonException unreadable)
        {
            throw BodyShape.Explain(body, form, unreadable);
        }
    }

    private static bool IsJson(HttpRequest request)
    {
        // Without a media type there is nothing to contradict.
        if (request.ContentType is not { Length: > 0 } type)
            return true;
        var end = type.IndexOf(';', StringComparison.Ordinal);
        var media = (end < 0 ? type.AsSpan() : type.AsSpan(0, end)).Trim();
        return media.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (media.StartsWith("application/", StringComparison.OrdinalIgnoreCase) && media.EndsWith("+json", StringComparison.OrdinalIgnoreCase));
    }

    private static AgentGrainsException TooLarge() => new(ErrorCodes.TooLarge, $"The body has more than {MaxBytes} bytes.");

    private sealed record KeptBody(byte[] Bytes);
}
