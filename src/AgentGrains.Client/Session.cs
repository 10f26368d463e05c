namespace AgentGrains.Client;

/// <summary>A session: one conversation with an agent.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Agent">Its agent.</param>
/// <param name="Status"><c>active</c> or <c>idle</c>.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="Metadata">Your own notes.</param>
public sealed record Session(string Id, string Agent, string Status, DateTimeOffset CreatedAt, IReadOnlyDictionary<string, string> Metadata);

/// <summary>A message of a conversation, as OpenAI's chat completions have it.</summary>
/// <param name="Role"><c>user</c>, <c>assistant</c>, <c>tool</c> or <c>system</c>.</param>
/// <param name="Content">The text, or parts if the message has images or files.</param>
/// <param name="ToolCalls">The tools an assistant's message calls.</param>
/// <param name="ToolCallId">For a tool's message: the call it answers.</param>
/// <param name="Name">For a tool's message: the tool.</param>
public sealed record Message(string Role, MessageContent? Content, IReadOnlyList<ToolCall>? ToolCalls = null, string? ToolCallId = null, string? Name = null);

/// <summary>A tool call of an assistant's message.</summary>
/// <param name="Id">The model's own id of it.</param>
/// <param name="Type">Always <c>function</c>.</param>
/// <param name="Function">What is called.</param>
/// <param name="Ref">The id under which it is answered, unique in the conversation.</param>
public sealed record ToolCall(string Id, string Type, FunctionCall Function, string? Ref = null);

/// <summary>What a tool call calls.</summary>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">The arguments, as the model wrote them.</param>
public sealed record FunctionCall(string Name, string Arguments);

/// <summary>A page of a list.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Data">The items.</param>
/// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Data, string? NextCursor);
