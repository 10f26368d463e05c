using System.Text.Json;

namespace AgentGrains.Client;

/// <summary>Parameters of an agent's model calls, under the names of OpenAI's chat completions. Null leaves the configured model's own.</summary>
public sealed record ModelParameters
{
    /// <summary>How random the answer is, 0 to 2.</summary>
    public double? Temperature { get; init; }

    /// <summary>Which share of the probability mass tokens are sampled from, above 0 and at most 1.</summary>
    public double? TopP { get; init; }

    /// <summary>The most tokens of the answer.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>How much the model reasons, in the provider's words.</summary>
    public string? ReasoningEffort { get; init; }

    /// <summary><c>"auto"</c>, <c>"none"</c>, <c>"required"</c> or a function by name.</summary>
    public JsonElement? ToolChoice { get; init; }

    /// <summary>Whether one answer may call several tools.</summary>
    public bool? ParallelToolCalls { get; init; }

    /// <summary>What the answer's text has to be.</summary>
    public ResponseFormat? ResponseFormat { get; init; }

    /// <summary>Texts at which the model stops.</summary>
    public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>A seed.</summary>
    public long? Seed { get; init; }

    /// <summary>Headers to send besides.</summary>
    public IReadOnlyDictionary<string, string>? ExtraHeaders { get; init; }

    /// <summary>Members to add to the request's body.</summary>
    public JsonElement? ExtraBody { get; init; }
}

/// <summary>What a model's text has to be.</summary>
/// <param name="Type"><c>text</c> or <c>json_schema</c>.</param>
/// <param name="JsonSchema">For <c>json_schema</c>: the schema.</param>
public sealed record ResponseFormat(string Type, ResponseSchema? JsonSchema = null);

/// <summary>The schema that a model's text has to match.</summary>
/// <param name="Name">What the model knows it by.</param>
/// <param name="Schema">The JSON Schema.</param>
/// <param name="Description">What the answer is for.</param>
/// <param name="Strict">Whether the provider is asked to enforce it.</param>
public sealed record ResponseSchema(string Name, JsonElement Schema, string? Description = null, bool? Strict = null);
