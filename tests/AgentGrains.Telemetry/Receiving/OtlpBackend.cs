using Microsoft.AspNetCore.Http;

namespace AgentGrains.Telemetry.Receiving;

/// <summary>A receiver of OTLP over HTTP, in protobuf.</summary>
internal sealed class OtlpBackend : Backend
{
    public override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Address.ToString(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
    };

    public static async Task<OtlpBackend> StartAsync()
    {
        var backend = new OtlpBackend();
        await backend.OpenAsync();
        return backend;
    }

    protected override Stream BodyOf(HttpRequest request) => request.Body;

    protected override Task AnswerAsync(HttpContext context, byte[] body)
    {
        if (context.Request.Path == "/v1/traces")
            Add(OtlpMessages.Spans(body));
        else if (context.Request.Path == "/v1/metrics")
            Add(OtlpMessages.Points(body));
        // An answer without fields is an empty body.
        context.Response.ContentType = "application/x-protobuf";
        return Task.CompletedTask;
    }
}
