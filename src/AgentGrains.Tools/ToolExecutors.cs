using AgentGrains.Core.Agents;
using AgentGrains.Core.Effects;
using AgentGrains.Core.Tools;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AgentGrains.Tools;

/// <summary>Adds the executors of tool calls.</summary>
public static class ToolExecutors
{
    /// <summary>
    /// Adds an <see cref="IToolExecutor"/> for each kind of tool that needs one (<c>http</c>, built-in <c>echo</c>), the executor of <c>http_wait</c> and, if there is none, an
    /// <see cref="ISecretSource"/> over the configuration section <c>AgentGrains:Secrets:{tenant}:{name}</c>.
    /// </summary>
    /// <param name="services">Where to add it; a second time changes nothing.</param>
    public static IServiceCollection AddTools(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ISecretSource, ConfigurationSecretSource>();
        services.AddOptions<ToolOptions>().BindConfiguration("AgentGrains:Tools");
        services.TryAddSingleton(_ => new ToolConnections(ToolConnections.ConnectTimeout));
        services.TryAddSingleton<GuardedConnections>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IToolExecutor, HttpToolExecutor>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IToolExecutor, EchoToolExecutor>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEffectExecutor, HttpWaitExecutor>());
        return services;
    }
}
