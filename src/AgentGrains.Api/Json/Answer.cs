using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AgentGrains.Api.Idempotency;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Api.Json;

/// <summary>Writes answers. One to a request with an Idempotency-Key is durable before it goes out.</summary>
internal static class Answer
{
    private const string Json = "application/json";

    /// <summary>Answers with a body.</summary>
    public static ValueTask WriteAsync<T>(HttpContext context, int status, T body, JsonTypeInfo<T> form, string? location = null)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, form);
        return context.Features.Get<IdempotentRequest>() is { } request
            ? KeepAndWriteAsync(context, request, status, bytes, location)
            : WriteAsync(context, status, Json, bytes, location);
    }

    /// <summary>Answers with bytes.</summary>
    public static async ValueTask WriteAsync(HttpContext context, int status, string? contentType, ReadOnlyMemory<byte> bytes, string? location)
    {
        var response = context.Response;
        response.StatusCode = status;
        if (location is not null)
            response.Headers.Location = location;
        if (contentType is null)
            return;
        response.ContentType = contentType;
        response.ContentLength = bytes.Length;
        await response.BodyWriter.WriteAsync(bytes, context.RequestAborted);
    }

    /// <summary>Keeps the answer to an idempotent request without sending it, where the endpoint sends something else.</summary>
    public static async ValueTask KeepAsync<T>(HttpContext context, int status, T body, JsonTypeInfo<T> form, string? location)
    {
        if (context.Features.Get<IdempotentRequest>() is { } request)
            await request.CompleteAsync(status, Json, location, JsonSerializer.SerializeToUtf8Bytes(body, form));
    }

    private static async ValueTask KeepAndWriteAsync(HttpContext context, IdempotentRequest request, int status, byte[] bytes, string? location)
    {
        await request.CompleteAsync(status, Json, location, bytes);
        await WriteAsync(context, status, Json, bytes, location);
    }
}
