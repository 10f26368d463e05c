using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AgentGrains.Api.Json;
using AgentGrains.Core.Errors;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Api.Errors;

/// <summary>Writes failures as problem documents.</summary>
internal static class Problem
{
    private const int DefaultRetryAfterSeconds = 1;

    /// <summary>Answers with a failure. Nothing of an answer may have gone out.</summary>
    public static async Task WriteAsync(HttpContext context, AgentGrainsException failure)
    {
        var status = failure is NotServedException notServed ? notServed.Status : failure.Code.Status;
        var response = context.Response;
        var allow = response.Headers.Allow;
        response.Clear();
        response.StatusCode = status;
        response.Headers.Allow = allow;
        if (status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        if (failure.RetryAfter is not null || status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests)
            response.Headers.RetryAfter = Seconds(failure.RetryAfter).ToString(CultureInfo.InvariantCulture);

        var body = new ProblemBody(
            $"/errors/{failure.Code}", failure.Code.Title, status, failure.Message, context.Request.Path, failure.Code.Value, TraceId(context),
            failure.Fields.Count == 0 ? null : failure.Fields);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, ApiJson.Wire.ProblemBody);
        response.ContentType = "application/problem+json";
        response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.BodyWriter.WriteAsync(bytes, context.RequestAborted);
    }

    /// <summary>What names the request in logs and traces.</summary>
    public static string TraceId(HttpContext context) => Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;

    private static int Seconds(TimeSpan? retryAfter) => retryAfter is { } time ? Math.Max(1, (int)Math.Ceiling(time.TotalSeconds)) : DefaultRetryAfterSeconds;
}
