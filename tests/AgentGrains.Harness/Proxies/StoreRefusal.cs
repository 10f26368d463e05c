using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Harness.Proxies;

/// <summary>Errors in the form in which Azure Storage gives them, so that its clients read them as its own.</summary>
internal static class StoreRefusal
{
    public static Task WriteAsync(HttpContext context, bool ofTables, int status, string code, int? retryAfterSeconds = null)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.Headers["x-ms-error-code"] = code;
        if (retryAfterSeconds is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        // What has no body says no more than its code.
        if (HttpMethods.IsHead(context.Request.Method))
            return Task.CompletedTask;
        var body = ofTables
            ? $$"""{"odata.error": {"code": "{{code}}", "message": {"lang": "en-US", "value": "A fault of the proxy."} } }"""
            : $"""<?xml version="1.0" encoding="utf-8"?><Error><Code>{code}</Code><Message>A fault of the proxy.</Message></Error>""";
        response.ContentType = ofTables ? "application/json" : "application/xml";
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(Encoding.UTF8.GetBytes(body), context.RequestAborted).AsTask();
    }
}
