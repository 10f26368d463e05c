using AgentGrains.ModelCases.Driving;
using static AgentGrains.ModelCases.Cases.Case;

namespace AgentGrains.ModelCases.Cases;

/// <summary>Reports of tokens.</summary>
internal static class UsageCases
{
    public static IEnumerable<ModelCase> All =>
    [
        Estimated("usage-emptyobj"),
        Estimated("usage-zero"),
        Estimated("usage-none"),
        Text("usage-null"),
        // The total less the answer's.
        Text("usage-nullcount"),
        Text("usage-cumulative", tokens: (10, 2)),
    ];
}
