using AgentGrains.Core.Models;
using Microsoft.Extensions.AI;
using ChatMessage = AgentGrains.Core.Conversations.ChatMessage;

namespace AgentGrains.Models;

/// <summary>
/// How the engine's messages and tools are put to one kind of chat client, and how its answers are read, without a byte of a tool call changing on the way.
/// </summary>
internal interface IChatDialect
{
    Microsoft.Extensions.AI.ChatMessage Write(ChatMessage message);

    ChatOptions Write(IReadOnlyList<ToolDeclaration> tools);

    void Read(ChatResponseUpdate update, AnswerBuilder answer);
}
