using System.Runtime.CompilerServices;
using System.Text.Json;
using AgentGrains.Core;
using AgentGrains.Core.Models;

namespace AgentGrains.Models.ChatCompletions;

/// <summary>Holds answers against the schema that an agent demands: not every provider enforces it.</summary>
internal static class AnswerSchema
{
    private const int ShownLength = 200;

    private static readonly TimeSpan MaxEvaluation = TimeSpan.FromSeconds(5);

    // Building a schema costs more than using it, and an agent's is the same for all its calls.
    private static readonly ConditionalWeakTable<ResponseFormat, BoundedSchema> Built = [];

    /// <summary>Why no answer can be validated against a format; null if answers can.</summary>
    public static string? FaultOf(ResponseFormat format) => SchemaOf(format)?.Fault;

    /// <summary>The answer without what some models write around the JSON that they are asked for: their reasoning before it, and a code fence.</summary>
    public static ModelAnswer Unwrap(ResponseFormat? format, ModelAnswer answer)
    {
        if (format is null or { Type: ResponseFormat.Text } || answer.ToolCalls.Count > 0 || answer.Text is not { } text || text.AsSpan().TrimStart() is ['{' or '[', ..])
            return answer;
        const string Reasoned = "</think>";
        var json = text.AsSpan();
        if (json.TrimStart().StartsWith("<think>") && json.IndexOf(Reasoned) is >= 0 and var end)
            json = json[(end + Reasoned.Length)..];
        json = json.Trim();
        if (json.StartsWith("```") && json.EndsWith("```") && json.IndexOf('\n') is > 0 and var line && line < json.Length - 3)
            json = json[line..^3].Trim();
        return json is ['{' or '[', ..] ? answer with { Text = json.ToString() } : answer;
    }

    /// <summary>What is wrong with an answer, for the model to correct; null if nothing is. Tool calls and refusals need not match.</summary>
    /// <exception cref="ModelException">No answer can match.</exception>
    public static string? Mismatch(ResponseFormat? format, ModelAnswer answer)
    {
        if (SchemaOf(format) is not { } schema || answer.ToolCalls.Count > 0 || answer.Ending == AnswerEnding.Refusal)
            return null;
        if (schema.Fault is { } fault)
            throw new ModelException(ModelFailureKind.Permanent, $"No answer can be validated against the response schema: {fault}");
        if (answer.Ending.IsCutOff())
            return $"The last answer was cut off ({answer.Ending.Name()}), so it does not match the response schema.";
        var text = answer.Text ?? "";
        try
        {
            var errors = schema.ErrorsOf(JsonElement.Parse(text));
            return errors.Count == 0 ? null : $"The last answer does not match the response schema: {string.Join("; ", errors)}.";
        }
        catch (JsonException)
        {
            return $"The last answer is not JSON, so it does not match the response schema. It started with: {TextCut.To(text, ShownLength)}";
        }
        catch (InvalidOperationException)
        {
            return "The last answer has half a surrogate pair in a text, so it does not match the response schema.";
        }
        catch (TimeoutException)
        {
            Built.Remove(format!);
            return "The last answer cannot be validated: the response schema takes too long for it.";
        }
    }

    private static BoundedSchema? SchemaOf(ResponseFormat? format) => format is { Type: ResponseFormat.Schema, JsonSchema.Schema: { } schema }
        ? Built.GetValue(format, _ => new BoundedSchema(schema, MaxEvaluation))
        : null;
}
