using System.Text.Json.Serialization;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Core.Journals;

/// <summary>What a checkpoint holds.</summary>
/// <param name="Version">Which fold made the state: one made by another is not used.</param>
/// <param name="State">The state.</param>
/// <param name="Conversation">The conversation; null if it is not in the checkpoint.</param>
internal sealed record SavedFold(
    [property: JsonPropertyName("v")] int Version,
    [property: JsonPropertyName("state")] SessionState? State,
    [property: JsonPropertyName("conversation")] SavedConversation? Conversation = null)
{
    /// <summary>Raised with every change of the state's shape or of what an entry does to it, so that what an older fold saved is folded again.</summary>
    public const int CurrentVersion = 9;
}
