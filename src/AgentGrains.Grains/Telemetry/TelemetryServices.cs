using AgentGrains.Runtime.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AgentGrains.Grains.Telemetry;

/// <summary>Adds traces and metrics. Without a listener they cost a few comparisons an append and nothing else.</summary>
internal static class TelemetryServices
{
    public static IServiceCollection AddGrainsTelemetry(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddOptions<TelemetryOptions>();
        services.TryAddSingleton<Instruments>();
        services.TryAddSingleton<StuckRuns>();
        services.TryAddSingleton<RunInstruments>();
        services.TryAddSingleton<StepInstruments>();
        services.TryAddSingleton<ModelInstruments>();
        services.TryAddSingleton<JournalInstruments>();
        services.TryAddSingleton<WakeUpInstruments>();
        services.TryAddSingleton<SiloInstruments>();
        services.TryAddSingleton<ContentCapture>();
        services.TryAddSingleton<Attempts>();
        services.TryAddSingleton<RunSpans>();
        services.TryAddSingleton<ISessionTelemetry, SessionTelemetry>();
        return services;
    }
}
