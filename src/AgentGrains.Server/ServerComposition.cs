using System.Security.Cryptography;
using AgentGrains.Api;
using AgentGrains.Api.Probes;
using AgentGrains.Core.Ids;
using AgentGrains.Grains.Hosting;
using AgentGrains.Models;
using AgentGrains.Server.FirstMinute;
using AgentGrains.Server.Lifecycle;
using AgentGrains.Server.Storage;
using AgentGrains.Server.Telemetry;
using AgentGrains.Tools;
using Microsoft.Extensions.Options;

namespace AgentGrains.Server;

/// <summary>What the service is made of.</summary>
public static class ServerComposition
{
    /// <summary>What stopping takes beside the time that effects may take to finish.</summary>
    private static readonly TimeSpan StoppingTakes = TimeSpan.FromSeconds(10);

    /// <summary>Builds the service from arguments, environment and appsettings.</summary>
    public static WebApplication Build(string[] args)
    {
        // Settings lie beside the program, wherever it is started from.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        var configuration = builder.Configuration;
        builder.WebHost.UseUrls(configuration.Addresses());
        var services = builder.Services;

        DevelopmentDefaults.Apply(builder);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(static provider => new IdSource(provider.GetRequiredService<TimeProvider>(), new Random(RandomNumberGenerator.GetInt32(int.MaxValue))));
        services.AddOptions<HostOptions>().Configure<IOptions<GrainsOptions>>(static (host, grains) => host.ShutdownTimeout = grains.Value.DrainGrace + StoppingTakes);
        services.AddSingleton<Readiness>();
        services.AddSingleton<IReadiness>(static provider => provider.GetRequiredService<Readiness>());
        builder.AddTelemetry();
        services.AddModels(configuration);
        services.AddTools();
        builder.AddStorage();
        builder.Host.UseOrleans(silo => silo.AddEmbeddedCluster().AddStorage(configuration).AddAgentGrains(configuration.BindGrains));
        services.AddAgentGrainsApi(configuration);
        if (builder.Environment.IsDevelopment())
            services.AddHostedService<FirstMinuteGuide>();

        var app = builder.Build();
        app.UseAgentGrainsApi();
        app.MapAgentGrainsApi();
        return app;
    }
}
