using System.Net;
using AgentGrains.Storage.Azure.Membership;

namespace AgentGrains.Storage.Azure.Tests.OrleansTables;

/// <summary>Silos as tests write them down, and what a table says of them.</summary>
internal static class Silos
{
    public const string Table = "OrleansSiloInstances";

    public static readonly DateTime Start = new(2026, 1, 2, 3, 4, 5, 6, DateTimeKind.Utc);

    public static MembershipEntry Silo(int port, SiloStatus status = SiloStatus.Active) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Loopback, port, 77),
        HostName = "host",
        SiloName = $"silo-{port}",
        RoleName = "role",
        Status = status,
        ProxyPort = 30000,
        StartTime = Start,
        IAmAliveTime = Start.AddMinutes(1),
        SuspectTimes = [],
    };

    /// <summary>The same silo as another object, as it is after a read.</summary>
    public static MembershipEntry With(this MembershipEntry silo, SiloStatus status)
    {
        var copy = Silo(silo.SiloAddress.Endpoint.Port, status);
        (copy.IAmAliveTime, copy.SuspectTimes) = (silo.IAmAliveTime, [.. silo.SuspectTimes ?? []]);
        return copy;
    }

    public static async Task<TableVersion> VersionAsync(this AzureMembershipTable table) => (await table.ReadAll()).Version;

    public static async Task<bool> InsertAsync(this AzureMembershipTable table, MembershipEntry silo) => await table.InsertRow(silo, (await table.VersionAsync()).Next());

    public static async Task<(MembershipEntry Silo, string ETag)> FindAsync(this AzureMembershipTable table, SiloAddress silo)
    {
        var (entry, etag) = Assert.Single((await table.ReadRow(silo)).Members);
        return (entry, etag);
    }
}
