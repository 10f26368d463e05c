using AgentGrains.Core.Models;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using CoreMessage = AgentGrains.Core.Conversations.ChatMessage;
using Raw = OpenAI.Chat;

namespace AgentGrains.Models.OpenAI;

/// <summary>
/// Chat completions. The abstraction parses tool-call arguments and writes them anew; so messages go out as the provider's own types, with each argument
/// text as the model wrote it, and answers are read from the raw updates.
/// </summary>
internal sealed class OpenAIDialect : IChatDialect
{
    public static readonly OpenAIDialect Instance = new();

    private OpenAIDialect()
    {
    }

    public Microsoft.Extensions.AI.ChatMessage Write(CoreMessage message)
    {
        var content = message.Content ?? "";
        return message.Role switch
        {
            "user" => Wrap(ChatRole.User, new UserChatMessage(content)),
            "assistant" => Wrap(ChatRole.Assistant, Assistant(message)),
            "tool" => Wrap(ChatRole.Tool, new ToolChatMessage(message.ToolCallId, content)),
            "system" => Wrap(ChatRole.System, new SystemChatMessage(content)),
            _ => throw new ModelException(ModelFailureKind.Permanent, $"'{message.Role}' is not a role of chat completions."),
        };
    }

    public ChatOptions Write(IReadOnlyList<ToolDeclaration> tools) => new()
    {
        // The schema goes out as it was written; the abstraction would drop what it does not know.
        RawRepresentationFactory = _ =>
        {
            var options = new ChatCompletionOptions();
            foreach (var tool in tools)
                options.Tools.Add(Declare(tool));
            return options;
        },
    };

    public void Read(ChatResponseUpdate update, AnswerBuilder answer)
    {
        // The abstraction adds an update of its own with the parsed calls at the end; the raw ones said it all.
        if (update.RawRepresentation is not StreamingChatCompletionUpdate raw)
            return;
        answer.Model ??= raw.Model is { Length: > 0 } model ? model : null;
        foreach (var part in raw.ContentUpdate)
            answer.AddText(part.Text ?? "");
        answer.AddText(raw.RefusalUpdate ?? "");
        foreach (var call in raw.ToolCallUpdates)
            answer.AddToolCall(call.Index, call.ToolCallId, call.FunctionName, call.FunctionArgumentsUpdate?.ToString() ?? "");
        if (raw.FinishReason is not null)
            answer.FinishReason = update.FinishReason?.Value;
        if (raw.Usage is { } usage)
            answer.Usage = new ReportedUsage(usage.InputTokenCount, usage.OutputTokenCount, usage.InputTokenDetails?.CachedTokenCount ?? 0);
    }

    private static AssistantChatMessage Assistant(CoreMessage message)
    {
        if (message.ToolCalls.Count == 0)
            return new AssistantChatMessage(message.Content ?? "");
        var assistant = new AssistantChatMessage(message.ToolCalls.Select(call =>
            ChatToolCall.CreateFunctionToolCall(call.Id, call.Name, BinaryData.FromString(call.Arguments))));
        if (message.Content is { } content)
            assistant.Content.Add(ChatMessageContentPart.CreateTextPart(content));
        return assistant;
    }

    private static ChatTool Declare(ToolDeclaration tool) =>
        ChatTool.CreateFunctionTool(tool.Name, tool.Description is { Length: > 0 } text ? text : null, BinaryData.FromBytes(tool.ParametersSchema));

    private static Microsoft.Extensions.AI.ChatMessage Wrap(ChatRole role, Raw.ChatMessage raw) => new(role, (string?)null) { RawRepresentation = raw };
}
