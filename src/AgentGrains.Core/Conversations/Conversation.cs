using System.Collections.Immutable;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Conversations;

/// <summary>A message of a conversation whose text may be in the payload store.</summary>
/// <param name="Role"><c>user</c>, <c>assistant</c>, <c>tool</c> or <c>system</c>.</param>
/// <param name="Content">The text; null only for an assistant's message that only calls tools.</param>
/// <param name="ToolCalls">What an assistant's message asks for; else empty.</param>
/// <param name="ToolCallId">For a tool's message: which call it answers.</param>
/// <param name="Name">For a tool's message: the tool.</param>
public sealed record ConversationMessage(string Role, Content? Content, ImmutableArray<AssistantToolCall> ToolCalls, string? ToolCallId, string? Name);

/// <summary>Folds the entries of a journal into the messages of its conversation, in order. For one thread.</summary>
public sealed class Conversation
{
    private readonly List<ConversationMessage> messages = [];
    private readonly Dictionary<Ids.RunKey, ImmutableArray<UserMessage>> inputs = [];
    private ImmutableArray<AssistantToolCall> calls = [];

    /// <summary>The messages so far, oldest first.</summary>
    public IReadOnlyList<ConversationMessage> Messages => messages;

    /// <summary>Takes the next entry in.</summary>
    public void Add(PlacedEntry entry)
    {
        switch (entry.Entry)
        {
            case RunCreated created:
                inputs[created.Run!.Value] = created.Messages;
                break;
            case RunStarted started when inputs.Remove(started.Run!.Value, out var input):
                messages.AddRange(input.Select(message => new ConversationMessage(message.Role ?? "user", message.Content, [], null, null)));
                break;
            case MessageReceived received:
                messages.Add(new ConversationMessage("user", received.Content, [], null, null));
                break;
            case AssistantMessage answer:
                calls = answer.Calls ?? [];
                messages.Add(new ConversationMessage("assistant", answer.Content, calls, null, null));
                break;
            case ToolCallCompleted completed when completed.CallIndex < calls.Length:
                messages.Add(new ConversationMessage("tool", completed.Content, [], calls[completed.CallIndex].Id, calls[completed.CallIndex].Name));
                break;
        }
    }
}
