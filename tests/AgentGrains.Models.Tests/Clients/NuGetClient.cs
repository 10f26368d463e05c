using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using AgentGrains.Core.Tools;
using AgentGrains.Testing.Doubles;
using OpenAI;
using OpenAI.Chat;

namespace AgentGrains.Models.Tests.Clients;

/// <summary>The official client <c>OpenAI</c> of NuGet.</summary>
internal sealed class NuGetClient(Uri endpoint)
{
    /// <summary>How it asks for an answer, in the order it does.</summary>
    public static readonly IReadOnlyList<string> Ways = [nameof(CompleteAsync), nameof(StreamAsync)];

    private readonly ChatClient client = new(
        "gpt-test", new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = endpoint, RetryPolicy = new ClientRetryPolicy(maxRetries: 0) });

    /// <summary>Plays a recording in each of the <see cref="Ways"/>, until its last answer or its first error. The messages that the client returned are sent back.</summary>
    public async Task<IReadOnlyList<ClientAnswer>> PlayAsync(Trajectory recording) =>
        [.. await PlayAsync(recording, nameof(CompleteAsync), CompleteAsync), .. await PlayAsync(recording, nameof(StreamAsync), StreamAsync)];

    private static async Task<List<ClientAnswer>> PlayAsync(
        Trajectory recording, string way, Func<List<ChatMessage>, Task<(ClientAnswer Answer, AssistantChatMessage Message)>> ask)
    {
        var answers = new List<ClientAnswer>();
        List<ChatMessage> messages = [new SystemChatMessage(ModelDouble.Instructions(recording.Id))];
        foreach (var recorded in recording.Messages)
        {
            if (recorded.Role != "assistant")
            {
                messages.Add(recorded.Role == "tool" ? new ToolChatMessage(recorded.ToolCallId, recorded.Content) : new UserChatMessage(recorded.Content));
                continue;
            }
            try
            {
                var (answer, message) = await ask(messages);
                answers.Add(answer with { Recording = recording.Id, Way = way });
                messages.Add(message);
            }
            catch (ClientResultException failure)
            {
                var retryAfter = failure.GetRawResponse()!.Headers.TryGetValue("Retry-After", out var value) ? value : null;
                answers.Add(new ClientAnswer(recording.Id, way) { Error = new ClientError(failure.GetType().Name, failure.Status, failure.Message, retryAfter) });
                break;
            }
        }
        return answers;
    }

    private async Task<(ClientAnswer Answer, AssistantChatMessage Message)> CompleteAsync(List<ChatMessage> messages)
    {
        ChatCompletion completion = await client.CompleteChatAsync(messages, cancellationToken: TestContext.Current.CancellationToken);
        var text = completion.Content.Count == 0 ? null : string.Concat(completion.Content.Select(part => part.Text));
        return (Answer(text, completion.ToolCalls, completion.FinishReason, completion.Usage), new AssistantChatMessage(completion));
    }

    private async Task<(ClientAnswer Answer, AssistantChatMessage Message)> StreamAsync(List<ChatMessage> messages)
    {
        var text = new StringBuilder();
        var calls = new SortedDictionary<int, (string Id, string Name, StringBuilder Arguments)>();
        ChatFinishReason? finishReason = null;
        ChatTokenUsage? usage = null;
        await foreach (var update in client.CompleteChatStreamingAsync(messages, cancellationToken: TestContext.Current.CancellationToken))
        {
            foreach (var part in update.ContentUpdate)
                text.Append(part.Text);
            foreach (var call in update.ToolCallUpdates)
            {
                if (call.ToolCallId is not null)
                    calls.Add(call.Index, (call.ToolCallId, call.FunctionName, new StringBuilder()));
                calls[call.Index].Arguments.Append(call.FunctionArgumentsUpdate);
            }
            finishReason = update.FinishReason ?? finishReason;
            usage = update.Usage ?? usage;
        }
        var toolCalls = calls.Values.Select(call => ChatToolCall.CreateFunctionToolCall(call.Id, call.Name, BinaryData.FromString(call.Arguments.ToString()))).ToList();
        var message = toolCalls.Count == 0 ? new AssistantChatMessage(text.ToString()) : new AssistantChatMessage(toolCalls);
        if (toolCalls.Count > 0 && text.Length > 0)
            message.Content.Add(ChatMessageContentPart.CreateTextPart(text.ToString()));
        return (Answer(text.Length == 0 ? null : text.ToString(), toolCalls, finishReason, usage), message);
    }

    private static ClientAnswer Answer(string? text, IEnumerable<ChatToolCall> calls, ChatFinishReason? finishReason, ChatTokenUsage? usage) => new("", "")
    {
        Text = text,
        ToolCalls = [.. calls.Select(call => new ToolRequest(call.Id, call.FunctionName, call.FunctionArguments.ToString()))],
        FinishReason = finishReason switch { ChatFinishReason.Stop => "stop", ChatFinishReason.ToolCalls => "tool_calls", _ => finishReason?.ToString() },
        Usage = usage is null ? null : new ClientUsage(usage.InputTokenCount, usage.OutputTokenCount, usage.TotalTokenCount),
    };
}
