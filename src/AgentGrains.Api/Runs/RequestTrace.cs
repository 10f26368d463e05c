using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Api.Runs;

/// <summary>The trace that a request belongs to, if it is traced.</summary>
internal static class RequestTrace
{
    /// <summary>
    /// The request's <c>traceparent</c>: of its own span where one is made; else as its caller sent it, because the span that the web server makes for its logs alone is never seen.
    /// </summary>
    public static string? Of(HttpContext context)
    {
        var followed = Activity.Current is { IdFormat: ActivityIdFormat.W3C, Source.Name.Length: > 0 } span ? span.Id : context.Request.Headers.TraceParent.ToString();
        return ActivityContext.TryParse(followed, null, out _) ? followed : null;
    }
}
