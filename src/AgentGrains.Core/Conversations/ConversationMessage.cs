using System.Collections.Immutable;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Conversations;

/// <summary>A message of a conversation as the journal holds it.</summary>
/// <param name="Role"><c>user</c>, <c>assistant</c>, <c>tool</c> or <c>system</c>.</param>
/// <param name="Content">The text; null only for an assistant's message that only calls tools.</param>
/// <param name="ToolCalls">What an assistant's message asks for; else empty.</param>
/// <param name="ToolCallId">For a tool's message: which call it answers, by the model's own id.</param>
/// <param name="Name">For a tool's message: the tool.</param>
public sealed record ConversationMessage(
    string Role, Content? Content, ImmutableArray<AssistantToolCall> ToolCalls, string? ToolCallId = null, string? Name = null);
