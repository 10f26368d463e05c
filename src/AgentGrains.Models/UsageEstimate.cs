using System.Text;
using AgentGrains.Core.Models;
using AgentGrains.Core.Sessions;
using AgentGrains.Models.ChatCompletions;

namespace AgentGrains.Models;

/// <summary>The usage of a call whose provider reports none, or not all of it. Charging nothing would make every budget endless.</summary>
internal static class UsageEstimate
{
    /// <summary>What was reported, and an estimate of the rest, with its price.</summary>
    /// <param name="reported">What the provider reported; 0 where it did not.</param>
    /// <param name="call">What was asked.</param>
    /// <param name="answerBytes">The size of what came of the answer.</param>
    /// <param name="price">What tokens cost.</param>
    public static ModelUsage Complete(ReportedUsage reported, ModelRequest call, long answerBytes, ModelPrice price)
    {
        var isEstimate = reported.InputTokens == 0 || (reported.OutputTokens == 0 && answerBytes > 0);
        var input = reported.InputTokens > 0 ? reported.InputTokens : TokenEstimate.Of(Bytes(call));
        var output = reported.OutputTokens > 0 ? reported.OutputTokens : TokenEstimate.Of(answerBytes);
        return new ModelUsage(input, output, reported.CachedInputTokens, price.CostOf(input, output, reported.CachedInputTokens)) { IsEstimate = isEstimate };
    }

    private static long Bytes(ModelRequest call)
    {
        long bytes = Encoding.UTF8.GetByteCount(call.Instructions);
        foreach (var message in call.Messages)
        {
            bytes += message.Parts.Count > 0 ? message.Parts.Sum(static part => part.Source.PromptBytes) : Encoding.UTF8.GetByteCount(message.Content ?? "");
            bytes += Encoding.UTF8.GetByteCount(message.Extra ?? "");
            foreach (var request in message.ToolCalls)
                bytes += Encoding.UTF8.GetByteCount(request.Arguments);
        }
        return bytes;
    }
}
