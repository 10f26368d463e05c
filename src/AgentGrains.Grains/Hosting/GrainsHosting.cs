using AgentGrains.Contracts;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Models;
using AgentGrains.Core.Owners;
using AgentGrains.Core.Stores;
using AgentGrains.Grains.Effects;
using AgentGrains.Grains.Sessions;
using AgentGrains.Grains.Telemetry;
using AgentGrains.Grains.WakeUps;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace AgentGrains.Grains.Hosting;

/// <summary>Adds the sessions to a silo.</summary>
public static partial class GrainsHosting
{
    /// <summary>Adds grains, effect workers and <see cref="ISessions"/>. The stores, models and tools come from their own projects.</summary>
    public static ISiloBuilder AddAgentGrains(this ISiloBuilder silo, Action<GrainsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(silo);
        var services = silo.Services;
        services.AddOptions<GrainsOptions>().Configure(configure ?? (_ => { })).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GrainsOptions>, GrainsOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static _ => new Jitter(new Random(Environment.TickCount)));
        services.TryAddSingleton<SessionReaderTable>();
        services.TryAddSingleton<LocalSessions>();
        services.TryAddSingleton<SessionCalls>();
        services.TryAddSingleton<BrokenSessions>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEffectExecutor, ModelWorker>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEffectExecutor, ToolWorker>());
        services.TryAddSingleton<EffectReporter>();
        services.TryAddSingleton<EffectWorkers>();
        services.TryAddSingleton<IEffectLoad>(static provider => provider.GetRequiredService<EffectWorkers>());
        services.TryAddSingleton<RunListWriter>();
        services.TryAddSingleton<IRunList>(static provider => provider.GetRequiredService<RunListWriter>());
        services.TryAddSingleton<IAgentVersions, AgentVersionCache>();
        services.TryAddSingleton<ContentStore>();
        services.TryAddSingleton<SessionHub>();
        services.TryAddSingleton<ISessions>(static provider => provider.GetRequiredService<SessionHub>());
        services.TryAddSingleton(MakeOwnerServices);
        services.AddGrainsTelemetry();
        services.AddHostedService<EffectDrain>();
        silo.AddIncomingGrainCallFilter<TenantCallFilter>();
        silo.AddStartupTask<WakeUpStarter>();
        // Orleans keeps only a weak reference to a status listener, and none to a start-up task.
        services.TryAddSingleton<LostHosts>();
        silo.AddStartupTask(static (provider, cancellation) => provider.GetRequiredService<LostHosts>().Execute(cancellation));
        // The instruments report stuck runs, also before the first session needs them.
        silo.AddStartupTask(static (provider, _) => Task.FromResult((provider.GetRequiredService<SiloInstruments>(), provider.GetRequiredService<RunInstruments>())));
        services.AddOptions<GrainCollectionOptions>().Configure<IOptions<GrainsOptions>>(static (collection, own) =>
        {
            collection.CollectionAge = own.Value.IdleAfter;
            collection.CollectionQuantum = own.Value.IdleAfter / 2;
        });
        return silo;
    }

    private static OwnerServices MakeOwnerServices(IServiceProvider provider)
    {
        var log = provider.GetRequiredService<ILogger<OwnerServices>>();
        return new OwnerServices(
            provider.GetRequiredService<IJournalStore>(), provider.GetRequiredService<IWakeUpStore>(), provider.GetRequiredService<IPayloadStore>(),
            provider.GetRequiredService<IVisibilityStore>(), provider.GetRequiredService<IRunList>(), provider.GetRequiredService<IAgentVersions>(),
            provider.GetRequiredService<EffectWorkers>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IOptions<GrainsOptions>>().Value.Engine,
            provider.GetRequiredService<ILocalSiloDetails>().SiloAddress.ToParsableString(), (session, trouble) => LogTrouble(log, trouble, session))
        {
            Telemetry = provider.GetRequiredService<IOwnerTelemetry>(),
            Models = provider.GetRequiredService<IModelCatalog>(),
        };
    }

    [LoggerMessage(EventId = LogEvents.SessionFailed, Level = LogLevel.Warning, Message = "Session {Session} failed; it recovers by itself or is opened again")]
    private static partial void LogTrouble(ILogger log, Exception trouble, SessionKey session);
}
