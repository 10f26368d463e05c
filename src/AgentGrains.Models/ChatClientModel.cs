using System.Text;
using System.Text.Json;
using AgentGrains.Core.Models;
using AgentGrains.Core.Tools;
using AgentGrains.Models.ChatCompletions;
using Microsoft.Extensions.AI;

namespace AgentGrains.Models;

/// <summary>A model behind any <see cref="IChatClient"/>: one streamed attempt, timed, priced and its failure classified.</summary>
internal sealed class ChatClientModel(string name, ModelOptions options, IChatClient client, TimeProvider time) : IModelClient
{
    public async Task<ModelAnswer> CallAsync(ModelRequest call, Action<string> onText, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(onText);
        cancellation.ThrowIfCancellationRequested();
        using var clock = new AttemptClock(options, time, cancellation);
        var answer = new Answer(name, call, onText);
        var messages = new MessageList(call.Instructions, call.Messages);
        var updates = client.GetStreamingResponseAsync(messages, ChatClientDialect.Write(call.Tools, call.Parameters.Or(options.Parameters)), clock.Token).GetAsyncEnumerator(clock.Token);
        await using (updates.ConfigureAwait(false))
        {
            // Only reading is classified: what the receiver of the text throws is its own.
            while (await MoveNextAsync(updates, clock, cancellation))
                answer.Add(updates.Current);
        }
        return Checked(answer.Finish(options), call);
    }

    private ModelAnswer Checked(ModelAnswer answer, ModelRequest call) =>
        AnswerSchema.Mismatch(call.Parameters.ResponseFormat ?? options.Parameters.ResponseFormat, answer) is { } mismatch
            ? throw new ModelException(ModelFailureKind.SchemaMismatch, mismatch) { Usage = answer.Usage, Model = answer.Model }
            : answer;

    private async Task<bool> MoveNextAsync(IAsyncEnumerator<ChatResponseUpdate> updates, AttemptClock clock, CancellationToken cancellation)
    {
        try
        {
            var more = await updates.MoveNextAsync();
            clock.Heard();
            return more;
        }
        catch (ModelException)
        {
            throw;
        }
        catch (Exception failure)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new ModelException(
                ModelFailureKind.Unavailable,
                clock.Token.IsCancellationRequested ? $"Model '{name}' {clock.Reached}." : $"Model '{name}' could not be called: {failure.GetBaseException().Message}", failure);
        }
    }

    /// <summary>An answer that comes in updates. Each call of it comes whole.</summary>
    private sealed class Answer(string name, ModelRequest call, Action<string> onText)
    {
        private readonly PiecedText text = new();
        private readonly List<ToolRequest> calls = [];
        private ReportedUsage usage;
        private string? finishReason;
        private string? model;
        private long size;

        public void Add(ChatResponseUpdate update)
        {
            model ??= update.ModelId;
            foreach (var content in update.Contents)
            {
                switch (content)
                {
                    case TextContent { Text.Length: > 0 } said:
                        Grow(said.Text);
                        text.Append(said.Text);
                        onText(said.Text);
                        break;
                    case FunctionCallContent requested:
                        var arguments = Arguments(requested);
                        Grow(arguments);
                        calls.Add(new ToolRequest(requested.CallId, requested.Name, arguments));
                        break;
                    case UsageContent { Details: var details }:
                        usage = usage.Max(new ReportedUsage(details.InputTokenCount ?? 0, details.OutputTokenCount ?? 0, details.CachedInputTokenCount ?? 0));
                        break;
                    default:
                        break;
                }
            }
            finishReason = update.FinishReason?.Value ?? finishReason;
        }

        public ModelAnswer Finish(ModelOptions options)
        {
            if (finishReason is null)
                throw new ModelException(ModelFailureKind.BadAnswer, $"The answer of model '{name}' broke off before its end.");
            if (text.IsEmpty && calls.Count == 0)
                throw new ModelException(ModelFailureKind.BadAnswer, $"Model '{name}' gave an empty answer (finish reason {finishReason}).");
            return new ModelAnswer(
                text.IsEmpty ? null : text.ToString(), calls, UsageEstimate.Complete(usage, call, size, options.Price), finishReason, model ?? options.Model ?? name)
            {
                Ending = FinishReasons.EndingOf(finishReason),
            };
        }

        private static string Arguments(FunctionCallContent call) => call.RawRepresentation is ToolRequest request
            ? request.Arguments
            : JsonSerializer.Serialize(call.Arguments, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IDictionary<string, object?>)));

        private void Grow(string piece)
        {
            size += Encoding.UTF8.GetByteCount(piece);
            if (size > call.MaxAnswerBytes)
                throw new ModelException(ModelFailureKind.AnswerTooLarge, $"The answer of model '{name}' is larger than {call.MaxAnswerBytes} bytes.");
        }
    }
}
