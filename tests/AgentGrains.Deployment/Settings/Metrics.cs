using System.Text.RegularExpressions;

namespace AgentGrains.Deployment.Settings;

/// <summary>The metrics that the service tells under its meter, and their attributes.</summary>
internal static partial class Metrics
{
    /// <summary>What was agreed on, attributes included. It counts for as long as the source declares no instrument; from then on the source does.</summary>
    private static readonly string[] Agreed =
    [
        "agentgrains.runs", "agentgrains.run.cost", "agentgrains.wakeup.lag", "agentgrains.sessions.active", "agentgrains.step.duration",
        "agentgrains.journal.append.duration", "agentgrains.cluster.silos", "agentgrains.runs.stuck",
        "agentgrains.run.status", "agentgrains.currency",
    ];

    public static IReadOnlySet<string> Told { get; } = Find();

    private static HashSet<string> Find()
    {
        var declared = Directory.EnumerateFiles(Path.Combine(Checkout.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Literal().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value).ToHashSet();
        return declared.Contains(Agreed[0]) ? declared : [.. Agreed];
    }

    [GeneratedRegex("\"(agentgrains\\.[a-z_.]+)\"")]
    private static partial Regex Literal();
}
