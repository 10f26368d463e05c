using AgentGrains.Core.Tools;

namespace AgentGrains.Core.Conversations;

/// <summary>A message of a prompt. The journal keeps what a model wrote as it was; a prompt holds what every provider accepts.</summary>
/// <param name="Role"><c>user</c>, <c>assistant</c>, <c>tool</c> or <c>system</c>.</param>
/// <param name="Content">The text; null only for an assistant's message that only calls tools.</param>
/// <param name="ToolCalls">What an assistant's message asks for, the arguments of each one JSON object; else empty.</param>
/// <param name="ToolCallId">For a tool's message: which call it answers, by the id in its call.</param>
/// <param name="Name">For a tool's message: the tool.</param>
public sealed record PromptMessage(string Role, string? Content, IReadOnlyList<ToolRequest> ToolCalls, string? ToolCallId = null, string? Name = null)
{
    /// <summary>For a user's message of several parts: the parts, in order; else empty.</summary>
    public IReadOnlyList<PromptPart> Parts { get; init; } = [];

    /// <summary>For an assistant's message: the configured model that wrote it; null if unknown.</summary>
    public string? Model { get; init; }

    /// <summary>For an assistant's message: members that only that model's provider understands, as one JSON object; null if there are none.</summary>
    public string? Extra { get; init; }
}

/// <summary>A part of a message of a prompt.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">For text: the text.</param>
/// <param name="Data">For images and files: the bytes; empty if it is known by its address or its provider's id.</param>
/// <param name="Source">As the journal holds it.</param>
public sealed record PromptPart(MessagePartKind Kind, string? Text, ReadOnlyMemory<byte> Data, MessagePart Source)
{
    /// <summary>Whether its bytes are left out, because newer images and files of the conversation fill the prompt (<see cref="Prompt.MaxDataBytes"/>).</summary>
    public bool IsLeftOut { get; init; }
}
