using System.Globalization;
using AgentGrains.Core.Errors;
using AgentGrains.Storage.Azure.OrleansTables;
using Azure.Data.Tables;

namespace AgentGrains.Storage.Azure.Membership;

/// <summary>The row that every change of a cluster's membership goes through, so that changes have one order.</summary>
internal static class VersionRow
{
    public const string RowKey = "VersionRow";

    public static TableEntity Of(int version, string clusterId) => new(TableKeys.Sanitised(clusterId), RowKey)
    {
        ["DeploymentId"] = clusterId,
        ["MembershipVersion"] = version.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>The version among the rows of a cluster.</summary>
    /// <exception cref="AgentGrainsException">There is none, or it cannot be read.</exception>
    public static TableVersion Find(IEnumerable<TableEntity> rows, string clusterId)
    {
        var row = rows.FirstOrDefault(candidate => candidate.RowKey == RowKey)
            ?? throw new AgentGrainsException(ErrorCodes.DamagedData, $"The membership of cluster '{clusterId}' has no '{RowKey}'. A silo of the cluster writes it when it starts: start one.");
        return int.TryParse(row.GetString("MembershipVersion"), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? new TableVersion(version, row.ETag.ToString())
            : throw new AgentGrainsException(
                ErrorCodes.DamagedData, $"The '{RowKey}' of cluster '{clusterId}' has '{row.GetString("MembershipVersion")}' as its MembershipVersion; a whole number is right.");
    }
}
