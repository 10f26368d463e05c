using Microsoft.AspNetCore.Http;

namespace AgentGrains.Harness.Proxies;

/// <summary>An answer of a storage account, read whole.</summary>
internal sealed record StoreAnswer(int Status, IReadOnlyList<KeyValuePair<string, IEnumerable<string>>> Headers, byte[] Body)
{
    public async Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        foreach (var (name, values) in Headers)
        {
            if (!HopHeaders.Contains(name))
                context.Response.Headers[name] = values.ToArray();
        }
        // The length that a HEAD tells is the blob's, not the answer's.
        if (!HttpMethods.IsHead(context.Request.Method) && Status != StatusCodes.Status304NotModified && Status != StatusCodes.Status204NoContent)
            context.Response.ContentLength = Body.Length;
        // Kestrel refuses even an empty body where the status allows none, and closes the connection.
        if (Body.Length > 0)
            await context.Response.Body.WriteAsync(Body, context.RequestAborted);
    }
}
