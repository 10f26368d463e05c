namespace AgentGrains.ModelCases.Strict;

/// <summary>A tool call of a strict endpoint's answer.</summary>
/// <param name="Id">Its id; null if the endpoint gives none.</param>
/// <param name="Name">The tool, or a name that the model invented.</param>
/// <param name="Arguments">The text of its arguments.</param>
internal sealed record StrictCall(string? Id, string Name, string Arguments)
{
    /// <summary>The signature of the thought before it; null if it has none.</summary>
    public string? Signature { get; init; }
}
