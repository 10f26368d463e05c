using System.Net;
using AgentGrains.Harness.Processes;
using AgentGrains.Storage.Azure.GrainState;
using AgentGrains.Storage.Azure.Membership;
using AgentGrains.Storage.Azure.Reminders;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Storage;

namespace AgentGrains.Storage.Azure.Tests.OrleansTables;

/// <summary>Real silos become one cluster over the membership table, and one that is gone without a word is declared dead.</summary>
public sealed class ClusterTests(AzuriteFixture azurite)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TwoSilos_FormACluster_AndTheKilledOneIsDeclaredDead()
    {
        using var tables = new OrleansTablesOf(azurite);
        using var way = new OrleansTablesOf(azurite, tables.Cluster.ClusterId, tables.Cluster.ServiceId);
        using var first = await StartAsync(tables);
        using var second = await StartAsync(way);
        var (survivor, killed) = (AddressOf(first), AddressOf(second));
        await SeeAsync(first, "both silos active", silos => silos.Members.Values.Count(silo => silo.Status == SiloStatus.Active) == 2);
        var hosts = await first.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetHosts(true, Cancellation);
        Assert.Equal(new[] { survivor, killed }.Order(), hosts.Keys.Order());
        Assert.IsType<AzureGrainStorage>(first.Services.GetRequiredKeyedService<IGrainStorage>("Default"));
        Assert.IsType<AzureReminderTable>(first.Services.GetRequiredService<IReminderTable>());

        // It cannot say in the table that it goes, soon stops trying to, and closes what the other one sees of it.
        way.Transport.IsCut = true;
        second.Services.GetRequiredService<IOptions<ClusterMembershipOptions>>().Value.MaxJoinAttemptTime = TimeSpan.FromSeconds(1);
        var gone = second.StopAsync(new CancellationToken(canceled: true));
        await SeeAsync(first, "the killed silo declared dead", silos => silos.GetSiloStatus(killed) == SiloStatus.Dead);
        var row = await tables.RowAsync(Silos.Table, tables.Cluster.ClusterId, $"127.0.0.1-{killed.Endpoint.Port}-{killed.Generation}");
        Assert.Equal("Dead", row!["Status"]);
        Assert.Equal([survivor.ToParsableString()], Assert.IsType<string>(row["SuspectingSilos"]).Split('|').Distinct());
        await Record.ExceptionAsync(() => gone);
        await first.StopAsync(Cancellation);
    }

    private static SiloAddress AddressOf(IHost host) => host.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress;

    private static async Task<IHost> StartAsync(OrleansTablesOf tables)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        builder.Services.AddSingleton(tables.Client);
        builder.UseOrleans(silo => silo
            .ConfigureEndpoints(IPAddress.Loopback, LoopbackPort.Find(), 0, listenOnAnyHostAddress: false)
            .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (tables.Cluster.ClusterId, tables.Cluster.ServiceId))
            .Configure<ClusterMembershipOptions>(membership =>
            {
                (membership.ProbeTimeout, membership.TableRefreshTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
                membership.NumMissedProbesLimit = 2;
            })
            .UseAzureMembership().UseAzureReminders().AddAzureGrainStorage());
        var host = builder.Build();
        await host.StartAsync(Cancellation);
        return host;
    }

    private static async Task SeeAsync(IHost host, string what, Predicate<ClusterMembershipSnapshot> seen)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        bound.CancelAfter(Patience);
        var membership = host.Services.GetRequiredService<IClusterMembershipService>();
        try
        {
            await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(bound.Token))
            {
                if (seen(snapshot))
                    return;
            }
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested)
        {
            Assert.Fail($"Expected {what} within {Patience}, saw {membership.CurrentSnapshot}");
        }
    }
}
