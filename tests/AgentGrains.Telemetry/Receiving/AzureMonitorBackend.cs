using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Telemetry.Receiving;

/// <summary>The ingestion endpoint of Application Insights: lines of JSON, compressed.</summary>
internal sealed class AzureMonitorBackend : Backend
{
    private const string Track = "/v2.1/track";

    public override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["APPLICATIONINSIGHTS_CONNECTION_STRING"] = $"InstrumentationKey=00000000-0000-0000-0000-000000004711;IngestionEndpoint={Address};LiveEndpoint={Address}",
        // What the exporter tells its makers of itself would leave this machine.
        ["APPLICATIONINSIGHTS_STATSBEAT_DISABLED"] = "true",
        ["APPLICATIONINSIGHTS_SDKSTATS_DISABLED"] = "true",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
    };

    public static async Task<AzureMonitorBackend> StartAsync()
    {
        var backend = new AzureMonitorBackend();
        await backend.OpenAsync();
        return backend;
    }

    protected override Stream BodyOf(HttpRequest request) =>
        request.Headers.ContentEncoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body;

    protected override async Task AnswerAsync(HttpContext context, byte[] body)
    {
        if (context.Request.Path != Track)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var lines = Encoding.UTF8.GetString(body).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines)
        {
            using var envelope = JsonDocument.Parse(line);
            Read(envelope.RootElement);
        }
        await context.Response.WriteAsJsonAsync(new { itemsReceived = lines.Length, itemsAccepted = lines.Length, errors = Array.Empty<string>() }, context.RequestAborted);
    }

    private void Read(JsonElement envelope)
    {
        var data = envelope.GetProperty("data");
        var content = data.GetProperty("baseData");
        switch (data.GetProperty("baseType").GetString())
        {
            case "RequestData":
                Add([Span(envelope, content, ActivityKind.Server)]);
                break;
            case "RemoteDependencyData":
                Add([Span(envelope, content, content.TryGetProperty("type", out var type) && type.ValueEquals("InProc") ? ActivityKind.Internal : ActivityKind.Client)]);
                break;
            case "MetricData":
                Add(content.GetProperty("metrics").EnumerateArray().Select(metric => new ReceivedPoint(metric.GetProperty("name").GetString()!, "", Texts(content, "properties"))));
                break;
        }
    }

    private static ReceivedSpan Span(JsonElement envelope, JsonElement content, ActivityKind kind)
    {
        var tags = Texts(envelope, "tags");
        var from = envelope.GetProperty("time").GetDateTimeOffset();
        var properties = Texts(content, "properties");
        // There, where a call went to is no property.
        if (content.TryGetProperty("target", out var target) && target.GetString()?.Split(':') is [var address, var port])
            (properties["server.address"], properties["server.port"]) = (address, port);
        // Nor is who made a request.
        if (tags.TryGetValue("ai.user.authUserId", out var subject))
            properties["enduser.id"] = subject;
        return new ReceivedSpan(tags["ai.operation.id"], content.GetProperty("id").GetString()!, tags.GetValueOrDefault("ai.operation.parentId", ""), content.GetProperty("name").GetString()!)
        {
            Kind = kind,
            From = from,
            To = from + TimeSpan.Parse(content.GetProperty("duration").GetString()!, CultureInfo.InvariantCulture),
            Failed = !content.GetProperty("success").GetBoolean(),
            Attributes = properties,
            Links = properties.TryGetValue("_MS.links", out var links) ? [.. Links(links)] : [],
        };
    }

    private static IEnumerable<(string Trace, string Id)> Links(string text)
    {
        using var links = JsonDocument.Parse(text);
        foreach (var link in links.RootElement.EnumerateArray().Select(link => link.Clone()).ToList())
            yield return (link.GetProperty("operation_Id").GetString()!, link.GetProperty("id").GetString()!);
    }

    private static Dictionary<string, string> Texts(JsonElement element, string name) => element.TryGetProperty(name, out var texts) && texts.ValueKind == JsonValueKind.Object
        ? texts.EnumerateObject().ToDictionary(text => text.Name, text => text.Value.ToString())
        : [];
}
