using System.Collections.Immutable;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Tools;

namespace AgentGrains.Core.Conversations;

/// <summary>A message of a conversation as the journal holds it.</summary>
/// <param name="Role"><c>user</c>, <c>assistant</c>, <c>tool</c> or <c>system</c>.</param>
/// <param name="Content">The text; null only for an assistant's message that only calls tools.</param>
/// <param name="ToolCalls">What an assistant's message asks for; else empty.</param>
/// <param name="ToolCallId">For a tool's message: which call it answers, by the model's own id.</param>
/// <param name="Name">For a tool's message: the tool.</param>
public sealed record ConversationMessage(
    string Role, Content? Content, ImmutableArray<AssistantToolCall> ToolCalls, string? ToolCallId = null, string? Name = null)
{
    private static readonly Dictionary<string, string> NothingStored = [];

    /// <summary>The message as models take it; null where text of it is in the payload store. Made once for all the prompts that have it.</summary>
    public ChatMessage? Whole { get; } = IsStored(Content) || ToolCalls.Any(static call => IsStored(call.Arguments))
        ? null
        : Write(Role, Content, ToolCalls, ToolCallId, Name, NothingStored);

    /// <summary>The message as models take it.</summary>
    /// <param name="stored">Texts of the payload store by their hashes, those of this message among them.</param>
    public ChatMessage With(IReadOnlyDictionary<string, string> stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return Whole ?? Write(Role, Content, ToolCalls, ToolCallId, Name, stored);
    }

    private static ChatMessage Write(
        string role, Content? content, ImmutableArray<AssistantToolCall> calls, string? toolCallId, string? name, IReadOnlyDictionary<string, string> stored)
    {
        var requests = calls.IsEmpty ? [] : new ToolRequest[calls.Length];
        for (var i = 0; i < requests.Length; i++)
            requests[i] = new ToolRequest(calls[i].Id, calls[i].Name, Text(calls[i].Arguments));
        return new ChatMessage(role, content is null ? null : Text(content), requests, toolCallId, name);

        string Text(Content content) => content.Text ?? stored[content.Reference!.Sha256];
    }

    private static bool IsStored(Content? content) => content?.Reference is not null;
}
