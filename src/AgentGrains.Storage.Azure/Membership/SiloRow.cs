using System.Globalization;
using System.Net;
using AgentGrains.Core.Errors;
using AgentGrains.Storage.Azure.OrleansTables;
using Azure.Data.Tables;

namespace AgentGrains.Storage.Azure.Membership;

/// <summary>A silo as a row: every column is text.</summary>
internal static class SiloRow
{
    public const string IAmAliveTime = "IAmAliveTime";

    private const char Separator = '|';

    public static string RowKey(SiloAddress silo) =>
        TableKeys.Sanitised(string.Create(CultureInfo.InvariantCulture, $"{silo.Endpoint.Address}-{silo.Endpoint.Port}-{silo.Generation}"));

    public static TableEntity Of(MembershipEntry silo, string clusterId)
    {
        var suspicions = silo.SuspectTimes ?? [];
        return new TableEntity(TableKeys.Sanitised(clusterId), RowKey(silo.SiloAddress))
        {
            ["DeploymentId"] = clusterId,
            ["Address"] = silo.SiloAddress.Endpoint.Address.ToString(),
            ["Port"] = Text(silo.SiloAddress.Endpoint.Port),
            ["Generation"] = Text(silo.SiloAddress.Generation),
            ["HostName"] = silo.HostName,
            ["Status"] = silo.Status.ToString(),
            ["ProxyPort"] = Text(silo.ProxyPort),
            ["RoleName"] = silo.RoleName,
            ["SiloName"] = silo.SiloName,
            ["InstanceName"] = silo.SiloName,
            ["UpdateZone"] = Text(silo.UpdateZone),
            ["FaultZone"] = Text(silo.FaultZone),
            ["SuspectingSilos"] = string.Join(Separator, suspicions.Select(suspicion => suspicion.Item1.ToParsableString())),
            ["SuspectingTimes"] = string.Join(Separator, suspicions.Select(suspicion => TableTimes.Text(suspicion.Item2))),
            ["StartTime"] = TableTimes.Text(silo.StartTime),
            [IAmAliveTime] = TableTimes.Text(silo.IAmAliveTime),
        };
    }

    /// <exception cref="AgentGrainsException">The row cannot be read. To leave the silo out would make the others take it for gone.</exception>
    public static MembershipEntry Read(TableEntity row)
    {
        try
        {
            return new MembershipEntry
            {
                SiloAddress = SiloAddress.New(IPAddress.Parse(row.GetString("Address")), Number(row, "Port"), Number(row, "Generation")),
                HostName = row.GetString("HostName"),
                Status = Enum.Parse<SiloStatus>(row.GetString("Status")),
                ProxyPort = Number(row, "ProxyPort"),
                RoleName = row.GetString("RoleName"),
                SiloName = row.GetString("SiloName") ?? row.GetString("InstanceName"),
                UpdateZone = Number(row, "UpdateZone"),
                FaultZone = Number(row, "FaultZone"),
                SuspectTimes = [.. Parts(row, "SuspectingSilos").Zip(Parts(row, "SuspectingTimes"), Suspicion)],
                StartTime = Time(row, "StartTime"),
                IAmAliveTime = Time(row, IAmAliveTime),
            };
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException or InvalidOperationException or OverflowException)
        {
            throw new AgentGrainsException(ErrorCodes.DamagedData, $"The silo in row '{row.RowKey}' of partition '{row.PartitionKey}' cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>When the silo started, was last alive, or was last suspected.</summary>
    public static DateTime LatestTime(MembershipEntry silo) =>
        (silo.SuspectTimes ?? []).Select(suspicion => suspicion.Item2).Append(silo.StartTime).Append(silo.IAmAliveTime).Max();

    /// <summary>Whether what is stored has every column as it was written.</summary>
    public static bool Holds(TableEntity stored, TableEntity written) => written.Keys.All(name => Equals(stored[name], written[name]));

    private static Tuple<SiloAddress, DateTime> Suspicion(string silo, string time) => new(SiloAddress.FromParsableString(silo), TableTimes.Parse(time));

    private static string[] Parts(TableEntity row, string name) => row.GetString(name) is { Length: > 0 } text ? text.Split(Separator) : [];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(TableEntity row, string name) => row.GetString(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : 0;

    private static DateTime Time(TableEntity row, string name) => row.GetString(name) is { Length: > 0 } text ? TableTimes.Parse(text) : default;
}
