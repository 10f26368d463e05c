using AgentGrains.Core.Agents;
using AgentGrains.Core.Effects;
using AgentGrains.Core.Tools;
using AgentGrains.Tools.Egress;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AgentGrains.Tools;

/// <summary>Adds the executors of tool calls.</summary>
public static class ToolExecutors
{
    /// <summary>
    /// Adds an <see cref="IToolExecutor"/> for each kind of tool that needs one (<c>http</c>, built-in <c>echo</c>), the executor of <c>http_wait</c> and, if there is none, an
    /// <see cref="ISecretSource"/> over the configuration section <c>AgentGrains:Secrets:{tenant}:{name}</c>. Their calls go to public addresses, and to those of
    /// <c>AgentGrains:Tools:AllowedNetworks</c>; the host does not start while that setting is wrong.
    /// </summary>
    /// <param name="services">Where to add it; a second time changes nothing.</param>
    public static IServiceCollection AddTools(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ISecretSource, ConfigurationSecretSource>();
        services.AddLogging();
        services.AddOptions<EgressOptions>().Configure<IConfiguration>(static (options, configuration) => options.Read(configuration)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EgressOptions>, EgressOptions>());
        services.TryAddSingleton(static provider => new EgressRules(provider.GetRequiredService<IOptions<EgressOptions>>().Value.AllowedNetworks));
        services.TryAddSingleton<EgressConnector>();
        services.TryAddSingleton(static provider => new ToolConnections(provider.GetRequiredService<EgressConnector>(), ToolConnections.ConnectTimeout));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IToolExecutor, HttpToolExecutor>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IToolExecutor, EchoToolExecutor>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEffectExecutor, HttpWaitExecutor>());
        return services;
    }
}
