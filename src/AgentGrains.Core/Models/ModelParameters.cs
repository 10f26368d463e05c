using System.Text.Json;

namespace AgentGrains.Core.Models;

/// <summary>Parameters of a model call, under the names of OpenAI's chat completions. Null leaves a parameter to the provider.</summary>
/// <remarks>Set for a configured model, for an agent, or both: what the agent sets wins, field by field.</remarks>
public sealed record ModelParameters
{
    /// <summary>No parameters: the provider's defaults.</summary>
    public static readonly ModelParameters None = new();

    /// <summary>How random the answer is.</summary>
    /// <value>0 to 2.</value>
    public double? Temperature { get; init; }

    /// <summary>Which share of the probability mass tokens are sampled from.</summary>
    /// <value>Above 0, at most 1.</value>
    public double? TopP { get; init; }

    /// <summary>The most tokens of the answer, reasoning included. An answer that reaches it ends with <c>length</c>.</summary>
    /// <value>1 to 1,000,000.</value>
    public int? MaxOutputTokens { get; init; }

    /// <summary>How much the model reasons, in the provider's words, such as <c>low</c> or <c>high</c>.</summary>
    /// <value>1 to 32 letters, digits, <c>_</c> or <c>-</c>.</value>
    public string? ReasoningEffort { get; init; }

    /// <summary>Whether the model may or must call tools.</summary>
    /// <value>
    /// <c>"auto"</c>, <c>"none"</c>, <c>"required"</c>, or <c>{"type":"function","function":{"name":"…"}}</c>. The last two hold for the first model call after
    /// a user's message only; after a tool's result the model chooses, because a run whose every answer has to call a tool never ends.
    /// </value>
    public JsonElement? ToolChoice { get; init; }

    /// <summary>Whether one answer may call several tools.</summary>
    public bool? ParallelToolCalls { get; init; }

    /// <summary>What the answer's text has to be.</summary>
    public ResponseFormat? ResponseFormat { get; init; }

    /// <summary>Texts at which the model stops.</summary>
    /// <value>At most 4, of 1 to 256 characters.</value>
    public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>A seed, for providers that sample the same with the same one.</summary>
    public long? Seed { get; init; }

    /// <summary>Headers to send besides.</summary>
    /// <value>At most 16; not those of authentication, content and connection.</value>
    public IReadOnlyDictionary<string, string>? ExtraHeaders { get; init; }

    /// <summary>Members to add to the request's body: one object. Not those that the runtime writes.</summary>
    /// <value>At most 16 KiB.</value>
    public JsonElement? ExtraBody { get; init; }

    /// <summary>These parameters, and where they say nothing, other ones.</summary>
    public ModelParameters Or(ModelParameters other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (ReferenceEquals(this, None) || ReferenceEquals(other, None))
            return ReferenceEquals(this, None) ? other : this;
        return new ModelParameters
        {
            Temperature = Temperature ?? other.Temperature,
            TopP = TopP ?? other.TopP,
            MaxOutputTokens = MaxOutputTokens ?? other.MaxOutputTokens,
            ReasoningEffort = ReasoningEffort ?? other.ReasoningEffort,
            ToolChoice = ToolChoice ?? other.ToolChoice,
            ParallelToolCalls = ParallelToolCalls ?? other.ParallelToolCalls,
            ResponseFormat = ResponseFormat ?? other.ResponseFormat,
            Stop = Stop ?? other.Stop,
            Seed = Seed ?? other.Seed,
            ExtraHeaders = ExtraHeaders ?? other.ExtraHeaders,
            ExtraBody = ExtraBody ?? other.ExtraBody,
        };
    }
}

/// <summary>What a model's text has to be.</summary>
public sealed record ResponseFormat
{
    /// <summary>The type of free text.</summary>
    public const string Text = "text";

    /// <summary>The type of JSON that matches a schema.</summary>
    public const string Schema = "json_schema";

    /// <summary><c>text</c> or <c>json_schema</c>.</summary>
    public string Type { get; init => field = value ?? ""; } = "";

    /// <summary>For <c>json_schema</c>: the schema.</summary>
    public ResponseSchema? JsonSchema { get; init; }
}

/// <summary>The schema that a model's text has to match. The runtime validates the answer against it, whatever the provider promises.</summary>
public sealed record ResponseSchema
{
    /// <summary>What the model knows it by: 1 to 64 letters, digits, <c>_</c> or <c>-</c>.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>What the answer is for, for the model.</summary>
    public string? Description { get; init; }

    /// <summary>The JSON Schema, draft 2020-12: an object.</summary>
    public JsonElement? Schema { get; init; }

    /// <summary>Whether the provider is asked to enforce it.</summary>
    public bool? Strict { get; init; }
}
