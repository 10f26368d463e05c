using System.Diagnostics;
using AgentGrains.Grains.Telemetry;
using Azure.Core;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AgentGrains.Server.Telemetry;

/// <summary>Sends traces, metrics and logs where the settings say. Where they name no place, nothing listens and nothing costs.</summary>
internal static class TelemetryComposition
{
    private const string Own = "AgentGrains";
    private const string Orleans = "Microsoft.Orleans";
    private const string ServiceName = "agentgrains";
    private const string SamplerVariable = "OTEL_TRACES_SAMPLER";
    private const string BatchDelayVariable = "OTEL_BSP_SCHEDULE_DELAY";

    // A host that is killed takes along what it has not sent yet; the SDK's own 5 s would be a lot.
    private const string BatchDelayMs = "1000";

    private static readonly PathString Probes = new("/health");

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var settings = TelemetrySettings.Read(configuration);
        builder.Services.Configure<TelemetryOptions>(options =>
            (options.Conventions, options.CaptureContent, options.Secrets) = (settings.Conventions, settings.CaptureContent, settings.Secrets));
        if (!settings.Any)
            return;
        if (string.IsNullOrEmpty(configuration[BatchDelayVariable]))
            configuration.AddInMemoryCollection([new(BatchDelayVariable, BatchDelayMs)]);
        var azure = AzureMonitor(settings);
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(Describe)
            .WithTracing(traces => AddTraces(traces, settings, azure, ownSampler: string.IsNullOrEmpty(configuration[SamplerVariable])))
            .WithMetrics(metrics => AddMetrics(metrics, settings, azure))
            .WithLogging(logs => AddLogs(logs, settings, azure), static logs => (logs.IncludeFormattedMessage, logs.ParseStateValues) = (true, true));
    }

    // The variables come last, so that what they name wins.
    private static void Describe(ResourceBuilder resource) => resource
        .AddService(ServiceName, serviceVersion: typeof(TelemetryComposition).Assembly.GetName().Version?.ToString(3))
        .AddEnvironmentVariableDetector();

    private static void AddTraces(TracerProviderBuilder traces, TelemetrySettings settings, Action<AzureMonitorExporterOptions>? azure, bool ownSampler)
    {
        traces.AddSource(Own)
            .AddAspNetCoreInstrumentation(static options => options.Filter = static context => !context.Request.Path.StartsWithSegments(Probes))
            // Calls that belong to no request and no step, such as those of a store's client in the background, would each be a trace of their own.
            .AddHttpClientInstrumentation(static options => options.FilterHttpRequestMessage = static _ => Activity.Current is { ParentId: not null });
        if (settings.Otlp.Traces)
            traces.AddOtlpExporter();
        if (azure is not null)
            traces.AddAzureMonitorTraceExporter(azure);
        // Behind the exporter of Azure Monitor, which sets a sampler that would tear runs apart: so many traces a second, each host by itself.
        if (ownSampler)
            traces.SetSampler(new ParentBasedSampler(settings.SampledShare < 1 ? new TraceIdRatioBasedSampler(settings.SampledShare) : new AlwaysOnSampler()));
    }

    private static void AddMetrics(MeterProviderBuilder metrics, TelemetrySettings settings, Action<AzureMonitorExporterOptions>? azure)
    {
        metrics.AddMeter(Own, Orleans).AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddRuntimeInstrumentation();
        if (settings.Otlp.Metrics)
            metrics.AddOtlpExporter();
        if (azure is not null)
            metrics.AddAzureMonitorMetricExporter(azure);
    }

    private static void AddLogs(LoggerProviderBuilder logs, TelemetrySettings settings, Action<AzureMonitorExporterOptions>? azure)
    {
        if (settings.Otlp.Logs)
            logs.AddOtlpExporter();
        if (azure is not null)
            logs.AddAzureMonitorLogExporter(azure);
    }

    private static Action<AzureMonitorExporterOptions>? AzureMonitor(TelemetrySettings settings)
    {
        if (settings.ConnectionString is not { } connection)
            return null;
        TokenCredential? credential = settings.ManagedIdentityClientId is { } client ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(client)) : null;
        return options =>
        {
            (options.ConnectionString, options.Credential) = (connection, credential);
            // It would send single requests and log lines, past the content settings, whenever its live view is open.
            options.EnableLiveMetrics = false;
        };
    }
}
