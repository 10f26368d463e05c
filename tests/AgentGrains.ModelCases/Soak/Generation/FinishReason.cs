namespace AgentGrains.ModelCases.Soak.Generation;

/// <summary>Why the model stopped, as an endpoint says it.</summary>
/// <param name="Name">The name; null if it never comes.</param>
/// <param name="Kind">What it means.</param>
internal sealed record FinishReason(string? Name, FinishKind Kind)
{
    private static readonly string[] Failures = ["error", "network_error", "abort", "insufficient_system_resource", "malformed_function_call"];
    private static readonly string[] Unknown = ["eos", "end_turn", "tool_use", "STOP", "tool_call", "\u7d42"];

    /// <summary>The name as JSON; null if it never comes.</summary>
    public string? Json => Name is null ? null : JsonText.Of(Name);

    /// <summary>One of them.</summary>
    /// <param name="chance">Chooses.</param>
    /// <param name="usual">The name that the answer usually has.</param>
    public static FinishReason Next(Chance chance, string usual) => chance.Weighted(
        (62, new FinishReason(usual, FinishKind.Whole)), (6, new("stop", FinishKind.Whole)), (2, new("function_call", FinishKind.Whole)), (6, new(chance.One(Unknown), FinishKind.Whole)),
        (6, new("length", FinishKind.CutOff)), (3, new("content_filter", FinishKind.CutOff)), (5, new(chance.One(Failures), FinishKind.Failed)), (10, new(null, FinishKind.Missing)));
}

/// <summary>What finish reasons mean.</summary>
internal enum FinishKind
{
    /// <summary>The answer is whole.</summary>
    Whole,

    /// <summary>The answer was cut off, so that no call of it is executed.</summary>
    CutOff,

    /// <summary>There is no answer.</summary>
    Failed,

    /// <summary>Only the end of the stream says that the answer is whole.</summary>
    Missing,
}
