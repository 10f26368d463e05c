using System.Collections.Immutable;
using System.Text.Json.Serialization;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Tools;

namespace AgentGrains.Core.Conversations;

/// <summary>A message of a conversation as the journal holds it.</summary>
/// <param name="Role"><c>user</c>, <c>assistant</c>, <c>tool</c> or <c>system</c>.</param>
/// <param name="Content">The text; null only for an assistant's message that only calls tools.</param>
/// <param name="ToolCalls">What an assistant's message asks for; else empty.</param>
/// <param name="Answered">For a tool's message: the call it answers; else null.</param>
public sealed record ConversationMessage(
    string Role, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] Content? Content, ImmutableArray<AssistantToolCall> ToolCalls, AssistantToolCall? Answered = null)
{
    /// <summary>What a model reads where a tool returned nothing: providers reject a message without text.</summary>
    public const string NoOutput = "(no output)";

    private PromptMessage? whole;

    /// <summary>For a user's message of several parts: the parts, in order; else empty. <see cref="Content"/> has the text of all of them.</summary>
    public ImmutableArray<MessagePart> Parts { get; init; } = [];

    /// <summary>For an assistant's message: the configured model that wrote it; else null.</summary>
    public string? Model { get; init; }

    /// <summary>For an assistant's message: members that only its provider understands, as one JSON object; null if there are none.</summary>
    public Content? Extra { get; init; }

    /// <summary>For a tool's message: which call it answers, by the model's own id.</summary>
    public string? ToolCallId => Answered?.Id;

    /// <summary>For a tool's message: the tool.</summary>
    public string? Name => Answered?.Name;

    /// <summary>The message for a prompt; null if some of it is in the payload store. Made once for all the prompts that have it.</summary>
    public PromptMessage? Whole => whole ??= IsStored ? null : Write(StoredContents.None);

    private bool IsStored =>
        Content?.Reference is not null || Extra?.Reference is not null
        || ToolCalls.Any(static call => call.Arguments.Reference is not null || call.Extra?.Reference is not null)
        || Parts.Any(static part => part.Data is not null || part.Text?.Reference is not null);

    /// <summary>The message for a prompt.</summary>
    /// <param name="stored">What the payload store holds of it.</param>
    public PromptMessage With(StoredContents stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return Whole ?? Write(stored);
    }

    private PromptMessage Write(StoredContents stored)
    {
        var requests = ToolCalls.IsEmpty ? [] : new ToolRequest[ToolCalls.Length];
        for (var i = 0; i < requests.Length; i++)
            requests[i] = Write(ToolCalls[i], stored);
        return new PromptMessage(Role, Text(stored), requests, Answered?.Ref, Name)
        {
            Parts = Parts.IsEmpty ? [] : [.. Parts.Select(part => Write(part, stored))],
            Model = Model,
            Extra = Extra is null ? null : stored.Text(Extra),
        };
    }

    private static PromptPart Write(MessagePart part, StoredContents stored)
    {
        var data = stored.Bytes(part);
        return new PromptPart(part.Kind, part.Text is null ? null : stored.Text(part.Text), data ?? default, part) { IsLeftOut = data is null };
    }

    private string? Text(StoredContents stored)
    {
        var text = Content is null ? null : stored.Text(Content);
        return Role switch
        {
            "tool" when string.IsNullOrWhiteSpace(text) => NoOutput,
            "assistant" when !ToolCalls.IsEmpty && string.IsNullOrWhiteSpace(text) => null,
            _ => text,
        };
    }

    private static ToolRequest Write(AssistantToolCall call, StoredContents stored)
    {
        var arguments = stored.Text(call.Arguments);
        // The model reads what it wrote in the error that answers the call; a provider that parses the prompt must not meet it.
        var isSound = call.MustNotRun is null ? !ToolArguments.AreNone(arguments) : ToolArguments.AreObject(arguments);
        return new ToolRequest(call.Ref, call.Name, isSound ? arguments : "{}") { Extra = call.Extra is null ? null : stored.Text(call.Extra) };
    }
}
