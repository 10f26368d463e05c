using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentGrains.Client;

/// <summary>One version of an agent.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">From 1.</param>
/// <param name="CreatedAt">When this version was made.</param>
/// <param name="Archived">Whether the agent is no longer in use.</param>
/// <param name="Definition">What was defined.</param>
public sealed record Agent(string Name, int Version, DateTimeOffset CreatedAt, bool Archived, AgentDefinition Definition);

/// <summary>What defines an agent. Null leaves the service's default.</summary>
public sealed record AgentDefinition
{
    /// <summary>The configured model.</summary>
    public string? Model { get; init; }

    /// <summary>Parameters of the agent's model calls.</summary>
    public ModelParameters? ModelParameters { get; init; }

    /// <summary>The system prompt.</summary>
    public string? Instructions { get; init; }

    /// <summary>What the agent is for, for people.</summary>
    public string? Description { get; init; }

    /// <summary>The tools the model may call.</summary>
    public IReadOnlyList<AgentTool>? Tools { get; init; }

    /// <summary>What one run may use.</summary>
    public RunLimits? Limits { get; init; }

    /// <summary>How much of the conversation the model sees.</summary>
    public AgentContext? Context { get; init; }

    /// <summary>The policy that decides about actions.</summary>
    public string? Policy { get; init; }

    /// <summary>Your own notes.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}

/// <summary>A tool of an agent. Null leaves the service's default.</summary>
/// <param name="Type"><c>http</c>, <c>client</c> or <c>builtin</c>.</param>
/// <param name="Name">The name the model calls it by.</param>
public sealed record AgentTool(string Type, string Name)
{
    /// <summary>What it does, for the model.</summary>
    public string? Description { get; init; }

    /// <summary>JSON Schema of its arguments.</summary>
    public JsonElement? Parameters { get; init; }

    /// <summary>For <c>http</c>: the address to call.</summary>
    public string? Url { get; init; }

    /// <summary><c>read</c>, <c>idempotent</c>, <c>compensatable</c> or <c>irreversible</c>.</summary>
    public string? Effect { get; init; }

    /// <summary>How long one attempt may take, in milliseconds.</summary>
    public long? TimeoutMs { get; init; }

    /// <summary>For <c>http</c>: headers, each a text or <c>{"secret": "name"}</c>.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Headers { get; init; }

    /// <summary>Whether the run completes when this tool has answered.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool EndsRun { get; init; }
}

/// <summary>How much of the conversation the model sees.</summary>
/// <param name="MaxTokens">The most tokens of a prompt.</param>
public sealed record AgentContext(long? MaxTokens = null);

/// <summary>What one run may use.</summary>
/// <param name="MaxSteps">The most steps.</param>
/// <param name="MaxRunDurationMs">The longest it may last, in milliseconds.</param>
/// <param name="MaxTokens">The most tokens.</param>
/// <param name="MaxCostMicros">The most money, in millionths.</param>
public sealed record RunLimits(int? MaxSteps = null, long? MaxRunDurationMs = null, long? MaxTokens = null, long? MaxCostMicros = null);
