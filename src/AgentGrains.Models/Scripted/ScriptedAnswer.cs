using AgentGrains.Core.Tools;

namespace AgentGrains.Models.Scripted;

/// <summary>What a scripted model says next.</summary>
internal sealed record ScriptedAnswer(string? Text, IReadOnlyList<ToolRequest> Calls)
{
    public static ScriptedAnswer Say(string text) => new(text, []);
}
