using System.Security.Cryptography;
using AgentGrains.Api;
using AgentGrains.Api.Probes;
using AgentGrains.Core.Ids;
using AgentGrains.Grains;
using AgentGrains.Models;
using AgentGrains.Server.Cluster;
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

    /// <summary>How long a silo of a cluster continues to serve before it stops, unless set.</summary>
    private static readonly TimeSpan LeavingTakes = TimeSpan.FromSeconds(5);

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
        var cluster = configuration.Read<ClusterSettings>(ClusterSettings.Section, static settings => settings.Mistakes());
        var lifecycle = configuration.Read<LifecycleSettings>(LifecycleSettings.Section, static settings => settings.Mistakes());
        lifecycle.LeaveDelay ??= configuration.IsClustered() ? LeavingTakes : TimeSpan.Zero;
        services.AddSingleton(Options.Create(lifecycle));
        services.AddOptions<HostOptions>().Configure<IOptions<GrainsOptions>>((host, grains) =>
        {
            host.ShutdownTimeout = lifecycle.LeaveDelay.Value + grains.Value.DrainGrace + StoppingTakes;
            // The probes answer while the silo waits for its stores.
            host.ServicesStartConcurrently = true;
        });
        services.AddSingleton<Load>();
        services.AddSingleton<Readiness>();
        services.AddSingleton<IReadiness>(static provider => provider.GetRequiredService<Readiness>());
        builder.AddTelemetry();
        services.AddModels(configuration);
        services.AddTools();
        builder.AddStorage();
        builder.Host.UseOrleans(silo => silo.AddStorage(configuration, cluster).AddAgentGrains(options => configuration.Bind(ServerSettings.Grains, options)));
        services.AddAgentGrainsApi(configuration);
        if (builder.Environment.IsDevelopment())
            services.AddHostedService<FirstMinuteGuide>();
        services.AddHostedService<Leave>();

        var app = builder.Build();
        app.Services.ValidateOptions();
        app.UseAgentGrainsApi();
        app.MapAgentGrainsApi();
        return app;
    }
}
