using AgentGrains.ModelCases.Driving;
using static AgentGrains.ModelCases.Cases.Case;

namespace AgentGrains.ModelCases.Cases;

/// <summary>Chunks with members that are missing, empty, of another type or unknown.</summary>
internal static class ChunkCases
{
    public static IEnumerable<ModelCase> All =>
    [
        Text("az-first"),
        Text("az-async"),
        Text("choices-missing"),
        Text("choice-noindex"),
        Text("role-empty"),
        Text("role-missing"),
        Text("created-float"),
        Text("nulls"),
        Text("content-thinking"),
        Text("lead-newlines", "\n\nhello"),
        Text("surrogate-text", "hi \U0001F600"),
        Text("surrogate-lone", "hello � world"),
    ];
}
