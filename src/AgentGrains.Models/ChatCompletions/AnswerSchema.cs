using System.Runtime.CompilerServices;
using System.Text.Json;
using AgentGrains.Core;
using AgentGrains.Core.Models;
using Json.Schema;

namespace AgentGrains.Models.ChatCompletions;

/// <summary>Holds answers against the schema that an agent demands: not every provider enforces it.</summary>
internal static class AnswerSchema
{
    private const int MaxErrors = 5;
    private const int ShownLength = 200;

    private static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List };

    // Building a schema costs more than using it, and an agent's is the same for all its calls.
    private static readonly ConditionalWeakTable<ResponseFormat, JsonSchema> Built = [];

    /// <summary>What is wrong with an answer, for the model to correct; null if nothing is. Tool calls and refusals need not match.</summary>
    public static string? Mismatch(ResponseFormat? format, ModelAnswer answer)
    {
        if (format is not { Type: ResponseFormat.Schema, JsonSchema.Schema: { } schema } || answer.ToolCalls.Count > 0 || answer.Ending == AnswerEnding.Refusal)
            return null;
        var text = answer.Text ?? "";
        if (answer.Ending.IsCutOff())
            return $"The last answer was cut off ({answer.Ending.Name()}), so it does not match the response schema.";
        try
        {
            using var json = JsonDocument.Parse(text);
            var results = Built.GetValue(format, _ => JsonSchema.FromText(schema.GetRawText())).Evaluate(json.RootElement, Options);
            return results.IsValid ? null : $"The last answer does not match the response schema: {string.Join("; ", Errors(results))}.";
        }
        catch (JsonException)
        {
            return $"The last answer is not JSON, so it does not match the response schema. It started with: {TextCut.To(text, ShownLength)}";
        }
    }

    private static IEnumerable<string> Errors(EvaluationResults results) =>
        from detail in new[] { results }.Concat(results.Details ?? [])
        where detail.Errors is { Count: > 0 }
        from error in detail.Errors!.Take(MaxErrors)
        let place = detail.InstanceLocation.ToString()
        select $"at '{(place.Length == 0 ? "/" : place)}': {error.Value}";
}
