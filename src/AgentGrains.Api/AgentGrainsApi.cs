using AgentGrains.Api.Access;
using AgentGrains.Api.Agents;
using AgentGrains.Api.Errors;
using AgentGrains.Api.Events;
using AgentGrains.Api.Idempotency;
using AgentGrains.Api.Json;
using AgentGrains.Api.Messages;
using AgentGrains.Api.OpenApi;
using AgentGrains.Api.Probes;
using AgentGrains.Api.Runs;
using AgentGrains.Api.Sessions;
using AgentGrains.Core.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AgentGrains.Api;

/// <summary>Puts the HTTP API together.</summary>
public static class AgentGrainsApi
{
    /// <summary>Adds what the endpoints need besides sessions, stores, models, an <see cref="Core.Ids.IdSource"/> and a <see cref="TimeProvider"/>. Idempotent.</summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="configuration">Holds the setting <c>AgentGrains:Development:ApiKey</c>.</param>
    public static IServiceCollection AddAgentGrainsApi(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ContentStore>();
        services.TryAddSingleton<IReadiness, AlwaysReady>();
        services.AddOptions<AdmissionOptions>().Bind(configuration.GetSection(AdmissionOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AdmissionOptions>, AdmissionOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICredentials, DevelopmentKey>(provider => new DevelopmentKey(configuration, provider.GetRequiredService<IHostEnvironment>())));

        services.TryAddSingleton<AgentCatalog>();
        services.TryAddSingleton<AgentDefinitions>();
        services.TryAddSingleton<RunnableAgents>();
        services.TryAddSingleton<JournalReader>();
        services.TryAddSingleton<ConversationReader>();
        services.TryAddSingleton<RunReader>();
        services.TryAddSingleton<MessageStorage>();
        services.TryAddSingleton<RunCreation>();
        services.TryAddSingleton<StepReader>();
        services.TryAddSingleton<FrameCache>();
        services.TryAddSingleton<EventStreams>();
        services.TryAddSingleton<RequestIdSource>();
        services.TryAddSingleton<RequestsInFlight>();
        services.TryAddSingleton<RequestOwner>();
        services.TryAddSingleton<RunReplay>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, IdempotencySweep>());

        services.TryAddSingleton<AgentEndpoints>();
        services.TryAddSingleton<SessionEndpoints>();
        services.TryAddSingleton<RunCreateEndpoint>();
        services.TryAddSingleton<RunQueryEndpoints>();
        services.TryAddSingleton<RunInputEndpoints>();
        services.TryAddSingleton<RunSender>();
        services.TryAddSingleton<RunControlEndpoints>();
        services.TryAddSingleton<RunRecoveryEndpoints>();
        services.TryAddSingleton<EventEndpoints>();
        services.TryAddSingleton<ProbeEndpoints>();
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            // Bodies are written by their own context; the document takes its names from here.
            options.SerializerOptions.PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.SnakeCaseLower;
        });
        ApiDocument.Add(services);
        return services;
    }

    /// <summary>Adds the middleware, in the order it has to have: failures, routing, admission, credentials, idempotency. Before any endpoint is mapped.</summary>
    public static IApplicationBuilder UseAgentGrainsApi(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        return app.UseMiddleware<ProblemMiddleware>().UseRouting().UseMiddleware<AdmissionMiddleware>().UseMiddleware<CredentialsMiddleware>().UseMiddleware<IdempotencyMiddleware>();
    }

    /// <summary>Maps the endpoints.</summary>
    public static IEndpointRouteBuilder MapAgentGrainsApi(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var services = endpoints.ServiceProvider;
        services.GetRequiredService<AgentEndpoints>().Map(endpoints);
        services.GetRequiredService<SessionEndpoints>().Map(endpoints);
        services.GetRequiredService<RunCreateEndpoint>().Map(endpoints);
        services.GetRequiredService<RunQueryEndpoints>().Map(endpoints);
        services.GetRequiredService<RunInputEndpoints>().Map(endpoints);
        services.GetRequiredService<RunControlEndpoints>().Map(endpoints);
        services.GetRequiredService<RunRecoveryEndpoints>().Map(endpoints);
        services.GetRequiredService<EventEndpoints>().Map(endpoints);
        services.GetRequiredService<ProbeEndpoints>().Map(endpoints);
        ErrorPages.Map(endpoints);
        ApiDocument.Map(endpoints);
        return endpoints;
    }
}
