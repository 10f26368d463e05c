namespace AgentGrains.Core.Tools;

/// <summary>A tool call as a model asked for it.</summary>
/// <param name="Id">The model's own id of the call. Models repeat them within a conversation, so nothing is keyed by it.</param>
/// <param name="Name">The tool's name as the model wrote it; may be of a tool that does not exist.</param>
/// <param name="Arguments">The arguments exactly as the model wrote them; may not be JSON.</param>
public sealed record ToolRequest(string Id, string Name, string Arguments)
{
    /// <summary>Members of the call that only its provider understands, such as a thought signature, as one JSON object; null if there are none.</summary>
    public string? Extra { get; init; }
}
