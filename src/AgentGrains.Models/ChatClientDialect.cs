using System.Text.Json;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Models;
using AgentGrains.Models.ChatCompletions;
using Microsoft.Extensions.AI;

namespace AgentGrains.Models;

/// <summary>How messages and tools are written for any chat client. A tool call's own text travels as its raw representation.</summary>
internal static class ChatClientDialect
{
    public static ChatMessage Write(PromptMessage message)
    {
        if (message.Role == "tool")
            return new ChatMessage(ChatRole.Tool, [new FunctionResultContent(message.ToolCallId ?? "", message.Content)]) { RawRepresentation = message };
        var written = message.Parts.Count == 0
            ? new ChatMessage(new ChatRole(message.Role), message.Content)
            : new ChatMessage(new ChatRole(message.Role), [.. message.Parts.Select(Write)]);
        written.RawRepresentation = message;
        foreach (var call in message.ToolCalls)
            written.Contents.Add(new FunctionCallContent(call.Id, call.Name) { RawRepresentation = call });
        return written;
    }

    public static ChatOptions Write(IReadOnlyList<ToolDeclaration> tools, ModelParameters parameters) => new()
    {
        Tools = [.. tools.Select(static tool => new DeclaredTool(tool))],
        Temperature = (float?)parameters.Temperature,
        TopP = (float?)parameters.TopP,
        MaxOutputTokens = parameters.MaxOutputTokens,
        Seed = parameters.Seed,
        StopSequences = parameters.Stop is null ? null : [.. parameters.Stop],
        AllowMultipleToolCalls = parameters.ParallelToolCalls,
        ResponseFormat = parameters.ResponseFormat?.JsonSchema is { Schema: { } schema } named ? ChatResponseFormat.ForJsonSchema(schema, named.Name, named.Description) : null,
    };

    private static AIContent Write(PromptPart part) => part switch
    {
        { IsLeftOut: true } => new TextContent(MessagePartWriter.LeftOut(part)),
        { Kind: MessagePartKind.Text } => new TextContent(part.Text),
        { Source.Url: { } url } => new UriContent(url, part.Source.MediaType ?? "image/*"),
        { Source.FileId: { } id } => new HostedFileContent(id),
        _ => new DataContent(part.Data, part.Source.MediaType ?? "application/octet-stream") { Name = part.Source.Name },
    };

    private sealed class DeclaredTool(ToolDeclaration tool) : AIFunctionDeclaration
    {
        private JsonElement? schema;

        public override string Name => tool.Name;

        public override string Description => tool.Description;

        public override JsonElement JsonSchema => schema ??= JsonElement.Parse(tool.ParametersSchema.Span);
    }
}
