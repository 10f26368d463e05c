using AgentGrains.Contracts;
using AgentGrains.Core.Effects;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Models;
using AgentGrains.Core.Stores;
using AgentGrains.Grains.Sessions;
using AgentGrains.Grains.Telemetry;
using AgentGrains.Grains.WakeUps;
using AgentGrains.Runtime.Channels;
using AgentGrains.Runtime.Effects;
using AgentGrains.Runtime.Sessions;
using AgentGrains.Runtime.WakeUps;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace AgentGrains.Grains;

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
        services.AddRuntime();
        services.TryAddSingleton<SubscriberTable>();
        services.TryAddSingleton<IOutputTransport>(static provider => provider.GetRequiredService<SubscriberTable>());
        services.TryAddSingleton<LocalSessions>();
        services.TryAddSingleton<SessionCalls>();
        services.TryAddSingleton<ISessionTransport, GrainTransport>();
        services.TryAddSingleton<SiloList>();
        services.TryAddSingleton<IHostList>(static provider => provider.GetRequiredService<SiloList>());
        services.TryAddSingleton<IServiceHosts>(static provider => provider.GetRequiredService<SiloList>());
        services.TryAddSingleton<IAgentVersions, AgentVersionCache>();
        services.TryAddSingleton<SessionClient>();
        services.TryAddSingleton<ISessions>(static provider => provider.GetRequiredService<SessionClient>());
        services.TryAddSingleton(MakeSessionServices);
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

    /// <summary>Adds what the sessions of one host share.</summary>
    private static void AddRuntime(this IServiceCollection services)
    {
        services.TryAddSingleton(static _ => new Jitter(new Random(Environment.TickCount)));
        services.TryAddSingleton<ContentStore>();
        services.TryAddSingleton<ResultContents>();
        services.TryAddSingleton<IBackground, ThreadPoolBackground>();
        services.TryAddSingleton<BrokenSessions>();
        services.TryAddSingleton<DrainGate>();
        services.TryAddSingleton<IEffectLoad>(static provider => provider.GetRequiredService<DrainGate>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEffectExecutor, ModelCallExecutor>(static provider => new ModelCallExecutor(
            provider.GetRequiredService<IModelCatalog>(), provider.GetRequiredService<ContentStore>(), provider.GetRequiredService<ResultContents>(), provider.GetRequiredService<Jitter>(),
            OptionsOf(provider).MaxAnswerBytes)));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEffectExecutor, ToolCallExecutor>());
        services.TryAddSingleton(static provider => new SlotStage(
            provider.GetServices<IEffectExecutor>(), OptionsOf(provider).MaxModelCalls, OptionsOf(provider).MaxToolCalls));
        services.TryAddSingleton<EffectReporter>();
        services.TryAddSingleton(static provider => new EffectPipeline(
            [provider.GetRequiredService<Attempts>(), provider.GetRequiredService<SlotStage>()], provider.GetServices<IEffectExecutor>(),
            provider.GetRequiredService<EffectReporter>(), provider.GetRequiredService<DrainGate>(), provider.GetRequiredService<IBackground>(),
            provider.GetRequiredService<ILogger<EffectPipeline>>()));
        services.TryAddSingleton(static provider => new RunListWriter(
            provider.GetRequiredService<IVisibilityStore>(), provider.GetRequiredService<IBackground>(), provider.GetRequiredService<TimeProvider>(),
            OptionsOf(provider).RunListDelay, provider.GetRequiredService<ILogger<RunListWriter>>()));
        services.TryAddSingleton<IRunList>(static provider => provider.GetRequiredService<RunListWriter>());
    }

    private static SessionServices MakeSessionServices(IServiceProvider provider)
    {
        var log = provider.GetRequiredService<ILogger<SessionServices>>();
        return new SessionServices
        {
            Journal = provider.GetRequiredService<IJournalStore>(),
            WakeUps = provider.GetRequiredService<IWakeUpStore>(),
            Payloads = provider.GetRequiredService<IPayloadStore>(),
            Visibility = provider.GetRequiredService<IVisibilityStore>(),
            RunList = provider.GetRequiredService<IRunList>(),
            Agents = provider.GetRequiredService<IAgentVersions>(),
            Effects = provider.GetRequiredService<EffectPipeline>(),
            Gate = provider.GetRequiredService<DrainGate>(),
            Output = provider.GetRequiredService<IOutputTransport>(),
            Time = provider.GetRequiredService<TimeProvider>(),
            Options = OptionsOf(provider).Engine,
            Host = provider.GetRequiredService<ILocalSiloDetails>().SiloAddress.ToParsableString(),
            OnTrouble = (session, trouble) => LogTrouble(log, trouble, session),
            Telemetry = provider.GetRequiredService<ISessionTelemetry>(),
            Models = provider.GetRequiredService<IModelCatalog>(),
        };
    }

    private static GrainsOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<GrainsOptions>>().Value;

    [LoggerMessage(EventId = LogEvents.SessionFailed, Level = LogLevel.Warning, Message = "Session {Session} failed; it recovers by itself or is opened again")]
    private static partial void LogTrouble(ILogger log, Exception trouble, SessionKey session);
}
