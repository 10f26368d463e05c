using System.Text.Json;
using AgentGrains.Core.Models;
using AgentGrains.Core.Tools;
using Microsoft.Extensions.AI;
using CoreMessage = AgentGrains.Core.Conversations.ChatMessage;

namespace AgentGrains.Models;

/// <summary>Any chat client that keeps to the abstraction. A tool call's own text travels as its raw representation.</summary>
internal sealed class PlainDialect : IChatDialect
{
    public static readonly PlainDialect Instance = new();

    private PlainDialect()
    {
    }

    public ChatMessage Write(CoreMessage message)
    {
        if (message.Role == "tool")
            return new ChatMessage(ChatRole.Tool, [new FunctionResultContent(message.ToolCallId ?? "", message.Content)]) { RawRepresentation = message };
        var written = new ChatMessage(new ChatRole(message.Role), message.Content) { RawRepresentation = message };
        foreach (var call in message.ToolCalls)
            written.Contents.Add(new FunctionCallContent(call.Id, call.Name) { RawRepresentation = call });
        return written;
    }

    public ChatOptions Write(IReadOnlyList<ToolDeclaration> tools) => new() { Tools = [.. tools.Select(tool => new DeclaredTool(tool))] };

    public void Read(ChatResponseUpdate update, AnswerBuilder answer)
    {
        answer.Model ??= update.ModelId;
        foreach (var content in update.Contents)
        {
            switch (content)
            {
                case TextContent text:
                    answer.AddText(text.Text);
                    break;
                case FunctionCallContent call:
                    // Every call of a client of this kind comes whole, so each gets a number of its own.
                    answer.AddToolCall(answer.CallCount, call.CallId, call.Name, Arguments(call));
                    break;
                case UsageContent { Details: var usage }:
                    answer.Usage = new ReportedUsage(usage.InputTokenCount ?? 0, usage.OutputTokenCount ?? 0, usage.CachedInputTokenCount ?? 0);
                    break;
                default:
                    break;
            }
        }
        answer.FinishReason = update.FinishReason?.Value ?? answer.FinishReason;
    }

    private static string Arguments(FunctionCallContent call) => call.RawRepresentation is ToolRequest request
        ? request.Arguments
        : JsonSerializer.Serialize(call.Arguments, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IDictionary<string, object?>)));

    private sealed class DeclaredTool(ToolDeclaration tool) : AIFunctionDeclaration
    {
        private JsonElement? schema;

        public override string Name => tool.Name;

        public override string Description => tool.Description;

        public override JsonElement JsonSchema => schema ??= JsonElement.Parse(tool.ParametersSchema.Span);
    }
}
