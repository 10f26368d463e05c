using System.Text;
using AgentGrains.Core.Models;
using Microsoft.Extensions.AI;

namespace AgentGrains.Models;

/// <summary>A model behind any <see cref="IChatClient"/>: one streaming attempt, timed, priced and its failure classified.</summary>
internal sealed class ChatClientModel(string name, ModelOptions options, IChatClient client, IChatDialect dialect, TimeProvider time) : IModelClient
{
    // What a token of ordinary text has on average; only used where a provider reports no usage.
    private const int BytesPerToken = 4;

    public async Task<ModelAnswer> CallAsync(ModelCall call, Action<string> onText, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(onText);
        cancellation.ThrowIfCancellationRequested();
        using var attempt = new CancellationTokenSource(TimeSpan.FromMilliseconds(options.TimeoutMs), time);
        await using var calledOff = cancellation.UnsafeRegister(static attempt => ((CancellationTokenSource)attempt!).Cancel(), attempt);
        var answer = new AnswerBuilder(call, onText);
        var messages = new MessageList(call.Instructions, call.Messages, dialect);
        var updates = client.GetStreamingResponseAsync(messages, dialect.Write(call.Tools), attempt.Token).GetAsyncEnumerator(attempt.Token);
        await using (updates.ConfigureAwait(false))
        {
            // Only reading is classified: what the receiver of the text throws is its own.
            while (await MoveNextAsync(updates, attempt.Token, cancellation))
                dialect.Read(updates.Current, answer);
        }
        return Finish(answer, call);
    }

    private async Task<bool> MoveNextAsync(IAsyncEnumerator<ChatResponseUpdate> updates, CancellationToken attempt, CancellationToken cancellation)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (ModelException)
        {
            throw;
        }
        catch (Exception failure)
        {
            cancellation.ThrowIfCancellationRequested();
            // Nobody called it off, so its time was up.
            if (attempt.IsCancellationRequested)
                throw new ModelException(ModelFailureKind.Transient, $"Model '{name}' did not answer within {options.TimeoutMs} ms.");
            throw ModelFailures.Classify(failure, name, options, time.GetUtcNow());
        }
    }

    private ModelAnswer Finish(AnswerBuilder answer, ModelCall call)
    {
        if (answer.FinishReason is null)
            throw new ModelException(ModelFailureKind.Transient, $"The answer of model '{name}' broke off before its end.");
        if (answer.IsEmpty)
            throw new ModelException(ModelFailureKind.Transient, $"Model '{name}' gave an empty answer (finish reason {answer.FinishReason}).");
        var usage = answer.Usage ?? Estimate(answer, call);
        var cost = ModelPrice.Of(options, usage.InputTokens, usage.OutputTokens, usage.CachedInputTokens);
        return new ModelAnswer(
            answer.Text(), answer.ToolCalls(), new ModelUsage(usage.InputTokens, usage.OutputTokens, usage.CachedInputTokens, cost), answer.FinishReason,
            answer.Model ?? options.Model ?? name);
    }

    // Some servers report nothing; charging nothing would make every budget on them endless.
    private static ReportedUsage Estimate(AnswerBuilder answer, ModelCall call)
    {
        long input = Encoding.UTF8.GetByteCount(call.Instructions);
        foreach (var message in call.Messages)
        {
            input += Encoding.UTF8.GetByteCount(message.Content ?? "");
            foreach (var request in message.ToolCalls)
                input += Encoding.UTF8.GetByteCount(request.Arguments);
        }
        return new ReportedUsage(Tokens(input), Tokens(answer.SizeBytes), 0);
    }

    private static long Tokens(long bytes) => (bytes + BytesPerToken - 1) / BytesPerToken;
}
