using System.Text.Json.Serialization;
using AgentGrains.Core.Models;

namespace AgentGrains.Core.Agents;

/// <summary>What a user writes to define an agent. One immutable revision of it is an agent version.</summary>
/// <remarks>Generated JSON readers pass null for what is missing, initialisers or not, so each property with a default puts it in itself.</remarks>
public sealed record AgentDefinition
{
    /// <summary>The kind under which definitions of agents are stored.</summary>
    public const string Kind = "agent";

    /// <summary>The configured model to call.</summary>
    /// <value>Default <c>default</c>.</value>
    public string Model { get; init => field = value ?? "default"; } = "default";

    /// <summary>Parameters of the agent's model calls.</summary>
    /// <value>Default none: the configured model's own.</value>
    public ModelParameters? ModelParameters { get; init; }

    /// <summary>The system prompt.</summary>
    /// <value>Default empty; at most 128 KiB.</value>
    public string Instructions { get; init => field = value ?? ""; } = "";

    /// <summary>What the agent is for, for people.</summary>
    public string Description { get; init => field = value ?? ""; } = "";

    /// <summary>The tools the model may call.</summary>
    /// <value>Default none; at most 128, with names of their own.</value>
    [JsonPropertyName("tools")]
    public IReadOnlyList<ToolForm> ToolForms
    {
        get => [.. Tools.Select(tool => tool is null ? null! : ToolForm.Of(tool))];
        init => Tools = value is null ? [] : [.. value.Select(form => form?.ToDefinition()!)];
    }

    /// <summary>The same tools, each as its type.</summary>
    [JsonIgnore]
    public IReadOnlyList<ToolDefinition> Tools { get; init; } = [];

    /// <summary>What one run may use.</summary>
    public RunLimits Limits { get; init => field = value ?? new(); } = new();

    /// <summary>How much of the conversation the model sees.</summary>
    public ContextDefinition Context { get; init => field = value ?? new(); } = new();

    /// <summary>The policy that decides about actions; null means the built-in default.</summary>
    public string? Policy { get; init; }

    /// <summary>The user's own notes.</summary>
    /// <value>Default none; at most 16 with keys of at most 64 and values of at most 512 characters.</value>
    public IReadOnlyDictionary<string, string> Metadata { get; init => field = value ?? new Dictionary<string, string>(); } = new Dictionary<string, string>();

    /// <summary>The tool of a name; null where the agent has none.</summary>
    public ToolDefinition? FindTool(string name) => Tools.FirstOrDefault(tool => tool.Name == name);
}

/// <summary>What one run may use. Null means no limit but the service's own.</summary>
public sealed record RunLimits
{
    /// <summary>The most steps a run may take.</summary>
    /// <value>Default <see cref="DefaultMaxSteps"/>; 1 to 1,000,000.</value>
    public int? MaxSteps { get; init; }

    /// <summary>The longest a run may last from its start, waiting included, in milliseconds.</summary>
    /// <value>Default none; 1 to 31,536,000,000 (a year).</value>
    public long? MaxRunDurationMs { get; init; }

    /// <summary>The most tokens, in and out together, checked before each model call.</summary>
    /// <value>Default none; at least 1.</value>
    public long? MaxTokens { get; init; }

    /// <summary>The most money in millionths of the currency, checked before each model call.</summary>
    /// <value>Default none; at least 1.</value>
    public long? MaxCostMicros { get; init; }

    /// <summary>The iteration cap if none is set.</summary>
    public const int DefaultMaxSteps = 1000;

    /// <summary>The tighter of two limits, field by field.</summary>
    public RunLimits And(RunLimits? other) => other is null ? this : new RunLimits
    {
        MaxSteps = Min(MaxSteps, other.MaxSteps),
        MaxRunDurationMs = Min(MaxRunDurationMs, other.MaxRunDurationMs),
        MaxTokens = Min(MaxTokens, other.MaxTokens),
        MaxCostMicros = Min(MaxCostMicros, other.MaxCostMicros),
    };

    private static T? Min<T>(T? a, T? b)
        where T : struct, IComparable<T> => a is null ? b : b is null || a.Value.CompareTo(b.Value) <= 0 ? a : b;
}

/// <summary>How much of the conversation the model sees.</summary>
public sealed record ContextDefinition
{
    /// <summary>The most tokens of a prompt, estimated; a run whose conversation is larger fails with a clear error.</summary>
    /// <value>Default none; at least 1.</value>
    public long? MaxTokens { get; init; }
}
