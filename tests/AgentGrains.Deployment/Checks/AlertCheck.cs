using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AgentGrains.Deployment.Bicep;

namespace AgentGrains.Deployment.Checks;

/// <summary>There is a rule for each condition that an operator must be notified of, and it queries existing metrics.</summary>
internal static class AlertCheck
{
    private static readonly string[] Kinds = ["latency", "errors", "cost", "stuck", "silos"];

    /// <summary>The rules, each with the last word of its name and its one criterion.</summary>
    public static IEnumerable<(string Kind, JsonNode Rule, JsonNode Criterion)> Rules(JsonArray resources) =>
        resources.OfType("Microsoft.Insights/scheduledQueryRules")
            .Select(rule => (rule.Text("name").Split('-')[^1], rule, rule["properties"]!["criteria"]!["allOf"]!.AsArray().Single()!));

    /// <summary>Where the rules miss something.</summary>
    /// <param name="resources">What is deployed.</param>
    /// <param name="metrics">The names of the metrics that the service tells.</param>
    public static IEnumerable<string> Find(JsonArray resources, IReadOnlySet<string> metrics)
    {
        var rules = Rules(resources).ToList();
        foreach (var kind in Kinds.Where(kind => rules.Count(rule => rule.Kind == kind) != 1))
            yield return $"there is not one rule for {kind}";
        foreach (var (kind, rule, criterion) in rules)
        {
            var query = criterion.Text("query");
            foreach (var mistake in QueryCheck.Find(query, metrics))
                yield return $"{kind}: {mistake}";
            if (!Regex.IsMatch(query, $@"\b{Regex.Escape(criterion.Text("metricMeasureColumn"))} = "))
                yield return $"{kind}: nothing is called {criterion.Text("metricMeasureColumn")}";
            if (!rule["properties"]!["scopes"]!.AsArray().Single()!.ToString().Contains("/Microsoft.Insights/components/", StringComparison.Ordinal))
                yield return $"{kind}: it does not ask Application Insights";
            if (rule["properties"].Text("enabled") != "true")
                yield return $"{kind}: it is off";
        }
    }

    /// <summary>The rules without a recipient.</summary>
    public static IEnumerable<string> FindUnheard(JsonArray resources)
    {
        var groups = resources.OfType("Microsoft.Insights/actionGroups").Select(group => group.Text("id")).ToList();
        return Rules(resources).Where(rule => !rule.Rule["properties"]!["actions"]!["actionGroups"]!.AsArray().Any(group => groups.Contains(group!.ToString())))
            .Select(rule => $"{rule.Kind} has no recipient");
    }
}
