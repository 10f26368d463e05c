namespace AgentGrains.ModelCases.Strict;

/// <summary>An answer of a strict endpoint.</summary>
/// <param name="Text">Its text; null if it has none.</param>
/// <param name="Calls">Its calls.</param>
/// <param name="FinishReason">Why the model stopped.</param>
internal sealed record StrictAnswer(string? Text, IReadOnlyList<StrictCall> Calls, string FinishReason)
{
    /// <summary>What the model thought, if the endpoint shows it.</summary>
    public string? Reasoning { get; init; }

    /// <summary>Whether the text is a refusal.</summary>
    public bool IsRefusal { get; init; }
}
