using AgentGrains.Core.Agents;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Tools;
using AgentGrains.Tools.Egress;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Tools.Tests;

/// <summary>Short forms for what every test of a tool needs.</summary>
internal static class Calling
{
    private static readonly IdSource Ids = new(TimeProvider.System, new Random(1));

    /// <summary>The doubles of tools listen on the loopback address.</summary>
    public static readonly Dictionary<string, string?> Loopback = new() { ["AgentGrains:Tools:AllowedNetworks"] = "127.0.0.0/8" };

    public static readonly RunId Run = Ids.NewRun(Ids.NewSession());

    public static StepId Step(int number) => new(Run, number);

    public static HttpToolDefinition Http(Uri url) => new() { Name = "look_up", Url = url.ToString(), Effect = ToolEffect.Read };

    public static async Task<ToolOutcome> CallAsync(
        ToolDefinition tool,
        string arguments = "{}",
        StepId? step = null,
        IReadOnlyDictionary<string, string?>? settings = null,
        TimeProvider? time = null,
        CancellationToken? cancellation = null)
    {
        await using var provider = Provider(settings ?? Loopback, time);
        var invocation = new ToolInvocation(tool, arguments, TenantId.Parse("demo"), step ?? Step(1), 1);
        return await Find(provider, tool).ExecuteAsync(invocation, cancellation ?? TestContext.Current.CancellationToken);
    }

    public static IToolExecutor Find(ServiceProvider provider, ToolDefinition tool) =>
        Assert.Single(provider.GetServices<IToolExecutor>(), executor => executor.Handles(tool));

    public static ServiceProvider Provider(IReadOnlyDictionary<string, string?> settings, TimeProvider? time = null, TimeSpan? connectTimeout = null, EgressConnector? connector = null)
    {
        var services = new ServiceCollection().AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        if (time is not null)
            services.AddSingleton(time);
        if (connectTimeout is { } limit)
            services.AddSingleton(provider => new ToolConnections(provider.GetRequiredService<EgressConnector>(), limit));
        if (connector is not null)
            services.AddSingleton(connector);
        return services.AddTools().AddTools().BuildServiceProvider();
    }
}
