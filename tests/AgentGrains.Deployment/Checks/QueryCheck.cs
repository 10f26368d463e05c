using System.Text.RegularExpressions;

namespace AgentGrains.Deployment.Checks;

/// <summary>A query reads a table that Application Insights has, and metrics that the service tells.</summary>
internal static partial class QueryCheck
{
    private static readonly string[] Tables = ["requests", "customMetrics"];

    public static IEnumerable<string> Find(string query, IReadOnlySet<string> metrics)
    {
        var table = query.Split('\n')[0].Trim();
        if (!Tables.Contains(table))
            yield return $"there is no table {table}";
        var named = Metric().Matches(query).Select(match => match.Groups[1].Value).ToList();
        if (table == "customMetrics" && named.Count != 1)
            yield return "it does not name one metric";
        foreach (var unknown in named.Where(name => !metrics.Contains(name)))
            yield return $"no metric is named {unknown}";
        foreach (var unknown in Attribute().Matches(query).Select(match => match.Groups[1].Value).Where(name => !metrics.Contains(name)))
            yield return $"no attribute is named {unknown}";
    }

    [GeneratedRegex(@"name == ""([^""]+)""")]
    private static partial Regex Metric();

    [GeneratedRegex(@"customDimensions\[""([^""]+)""\]")]
    private static partial Regex Attribute();
}
