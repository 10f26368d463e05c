using System.Net;
using System.Net.Sockets;
using AgentGrains.Storage.Azure.Membership;
using Orleans.Configuration;

namespace AgentGrains.Server.Cluster;

/// <summary>Silos that find each other in a table of the account.</summary>
internal static class SiloCluster
{
    /// <summary>
    /// How old a time in the table may be: when a silo began to join, when it was last alive, when it was voted dead. Each writes its own clock's, so it is twice
    /// what clocks may be apart. Those who probe a silo know better than the table, and sooner.
    /// </summary>
    private static readonly TimeSpan TimesCountFor = TimeSpan.FromMinutes(10);

    /// <summary>How often a silo reads the whole table, should news have been lost on their way.</summary>
    private static readonly TimeSpan RefreshEvery = TimeSpan.FromSeconds(15);

    public static ISiloBuilder AddSiloCluster(this ISiloBuilder silo, ClusterSettings settings)
    {
        silo.UseAzureMembership();
        // With the default directory each silo that goes, in order or not, takes those sessions of the others down whose entries it held: a third, with three silos.
#pragma warning disable ORLEANSEXP003 // Experimental, and what an entry says wrongly the fence makes good.
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        // A session that is activated again before the directory is certain may have two owners for a moment; the fence handles that.
        silo.Configure<GrainDirectoryOptions>(static options => options.RangeLeaseDuration = TimeSpan.Zero);
        silo.Configure<ClusterOptions>(options => (options.ServiceId, options.ClusterId) = (settings.ServiceId, settings.ClusterId));
        if (settings.AdvertisedAddress is { Length: > 0 } address)
            silo.ConfigureEndpoints(IPAddress.Parse(address), settings.SiloPort, gatewayPort: 0);
        else
            silo.ConfigureEndpoints(Dns.GetHostName(), settings.SiloPort, gatewayPort: 0, AddressFamily.InterNetwork, listenOnAnyHostAddress: true);
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = settings.ProbeEvery;
            options.NumMissedProbesLimit = settings.MissedProbes;
            options.TableRefreshTimeout = RefreshEvery;
            options.DeathVoteExpirationTimeout = TimesCountFor;
            options.NumMissedTableIAmAliveLimit = (int)(TimesCountFor / options.IAmAliveTablePublishTimeout);
            options.MaxJoinAttemptTime = TimesCountFor;
        });
        return silo;
    }
}
