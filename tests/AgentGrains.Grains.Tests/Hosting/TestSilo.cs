using System.Net;
using AgentGrains.Contracts;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Models;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Tools;
using AgentGrains.Grains.Telemetry;
using AgentGrains.Harness.Processes;
using AgentGrains.Runtime.Channels;
using AgentGrains.Runtime.Effects;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime.Placement;

namespace AgentGrains.Grains.Tests.Hosting;

/// <summary>A real silo with the project's own composition. One that joins no other knows of none, though they may have the same stores.</summary>
internal sealed class TestSilo : IAsyncDisposable
{
    private static int clusters;

    private readonly IHost host;
    private readonly IPEndPoint endpoint;
    private readonly string cluster;

    private TestSilo(IHost host, IPEndPoint endpoint, string cluster, ScriptedModel model, RecordingEcho echo) =>
        (this.host, this.endpoint, this.cluster, Model, Echo) = (host, endpoint, cluster, model, echo);

    public ScriptedModel Model { get; }

    public RecordingEcho Echo { get; }

    /// <summary>Ends when it begins nothing more.</summary>
    public async Task WhenHoldingAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        while (!host.Services.GetRequiredService<DrainGate>().IsClosed)
            await timer.WaitForNextTickAsync(cancellation);
    }

    /// <summary>Ends when a session is in memory nowhere in the cluster.</summary>
    public async Task WhenNowhereAsync(SessionKey session, CancellationToken cancellation)
    {
        var (management, grain) = (Grains.GetGrain<IManagementGrain>(0), Grains.GetGrain<ISessionGrain>(session.ToString()).GetGrainId());
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        while ((await management.GetDetailedGrainStatistics(null, null, cancellation)).Any(one => one.GrainId == grain))
            await timer.WaitForNextTickAsync(cancellation);
    }

    /// <summary>Ends when everything that a tenant's runs have changed is on its lists.</summary>
    public Task WhenListedAsync(TenantId tenant) => host.Services.GetRequiredService<RunListWriter>().WhenWrittenAsync(tenant);

    /// <summary>How many runs it tells are stuck.</summary>
    public int Stuck => host.Services.GetRequiredService<StuckRuns>().Count();

    public ISessions Sessions => host.Services.GetRequiredService<ISessions>();

    public IGrainFactory Grains => host.Services.GetRequiredService<IGrainFactory>();

    public static async Task<TestSilo> StartAsync(SharedStores stores, SiloSettings? settings = null)
    {
        settings ??= new SiloSettings();
        var (model, echo, endpoint) = (new ScriptedModel(), new RecordingEcho(), new IPEndPoint(IPAddress.Loopback, LoopbackPort.Find()));
        // A port may be one that a silo of another cluster had before: no silo must take the one for the other.
        var cluster = settings.Joins?.cluster ?? $"test-{Environment.ProcessId}-{Interlocked.Increment(ref clusters)}";
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        builder.Services.AddSingleton<IModelCatalog>(model);
        builder.Services.AddSingleton<IToolExecutor>(echo);
        var own = stores.Open();
        builder.Services.AddSingleton(settings.Journal(own.Journal));
        builder.Services.AddSingleton(settings.WakeUps(own.WakeUps));
        builder.Services.AddSingleton(own.Payloads);
        builder.Services.AddSingleton(own.Visibility);
        builder.Services.AddSingleton(own.Definitions);
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(endpoint.Port, gatewayPort: 0, settings.Joins?.endpoint, serviceId: cluster, clusterId: cluster)
            .UseInMemoryReminderService()
            // Where a test's clock leaps before a silo has seen itself become active, it would take itself for one that joins for too long.
            .Configure<ClusterMembershipOptions>(static membership => membership.EvictWhenMaxJoinAttemptTimeExceeded = false)
            .AddAgentGrains(grains =>
            {
                grains.DrainGrace = TimeSpan.Zero;
                settings.Grains(grains);
            }));
        builder.Services.AddSingleton(settings.Time);
        settings.Services(builder.Services);
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new TestSilo(host, endpoint, cluster, model, echo);
    }

    /// <summary>Calls on behalf of a tenant, as the API does for each request.</summary>
    public static async Task<T> OnBehalfOfAsync<T>(TenantId tenant, Func<Task<T>> call)
    {
        CallPrincipal.Enter(new Principal(tenant, "tester", Scopes.Runner));
        return await call();
    }

    /// <summary>Creates a run of a new session, so that this silo becomes its host.</summary>
    public Task<RunView?> PlaceAsync(SessionKey session, CreateRun run) => OnBehalfOfAsync(session.Tenant, () =>
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, host.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress);
        return Sessions.SendAsync(session, run, run.Run, TestContext.Current.CancellationToken);
    });

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync(CancellationToken.None);
        host.Dispose();
    }
}
