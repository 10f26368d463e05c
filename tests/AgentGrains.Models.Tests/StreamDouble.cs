using AgentGrains.Testing.Doubles;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Models.Tests;

/// <summary>Servers that answer in one way, and a model that asks them.</summary>
internal static class StreamDouble
{
    public const string Stop = """{"id":"c","model":"gpt-answering","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""";

    public const string Done = "[DONE]";

    public static string Text(string text) => Delta($$"""{"content":"{{text}}"}""");

    public static string Delta(string delta) => $$$"""{"id":"c","choices":[{"index":0,"delta":{{{delta}}}}]}""";

    public static Task<HttpDouble> EventsAsync(params string[] events) => HttpDouble.StartAsync(context => WriteAsync(context, events));

    public static async Task WriteAsync(HttpContext context, params string[] events)
    {
        if (!context.Response.HasStarted)
            context.Response.ContentType = "text/event-stream";
        foreach (var data in events)
            await context.Response.WriteAsync($"data: {data}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    public static Task<HttpDouble> StatusAsync(int status, string body, params (string Name, string Value)[] headers) => HttpDouble.StartAsync(async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        foreach (var (name, value) in headers)
            context.Response.Headers[name] = value;
        await context.Response.WriteAsync(body, context.RequestAborted);
    });
}
