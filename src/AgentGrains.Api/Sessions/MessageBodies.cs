using System.Text.Json.Serialization;
using AgentGrains.Api.Messages;

namespace AgentGrains.Api.Sessions;

/// <summary>A message of the conversation, as OpenAI's chat completions have it.</summary>
/// <param name="Role"><c>user</c>, <c>assistant</c>, <c>tool</c> or <c>system</c>.</param>
/// <param name="Content">The text, or a list of parts if the message has images or files; null if an assistant's message only calls tools.</param>
/// <param name="ToolCalls">The tools an assistant's message calls.</param>
/// <param name="ToolCallId">For a tool's message: the call it answers.</param>
/// <param name="Name">For a tool's message: the tool.</param>
internal sealed record MessageBody(
    string Role, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] MessageContent? Content, IReadOnlyList<ToolCallBody>? ToolCalls, string? ToolCallId, string? Name);

/// <summary>A tool call of an assistant's message.</summary>
/// <param name="Id">The model's own id of it.</param>
/// <param name="Ref">The id under which it is answered, unique in the conversation: the model's own if it is.</param>
/// <param name="Type">Always <c>function</c>.</param>
/// <param name="Function">What is called.</param>
internal sealed record ToolCallBody(string Id, string Ref, string Type, FunctionCallBody Function);

/// <summary>What a tool call calls.</summary>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">The arguments, exactly as the model wrote them.</param>
internal sealed record FunctionCallBody(string Name, string Arguments);

/// <summary>A page of a conversation, the oldest message first.</summary>
/// <param name="Data">The messages.</param>
/// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
internal sealed record MessageListBody(IReadOnlyList<MessageBody> Data, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor);
