using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Agents;

/// <summary>A tool of an agent. A closed hierarchy with one type for each source of tools; <see cref="ToolForm"/> is how it is written.</summary>
public abstract record ToolDefinition
{
    private protected ToolDefinition()
    {
    }

    /// <summary>The name of its type in definitions.</summary>
    public abstract string Type { get; }

    /// <summary>The name the model calls it by. For a built-in tool, which one.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it does, for the model.</summary>
    public string Description { get; init; } = "";

    /// <summary>JSON Schema of its arguments; null if it takes any object. A built-in tool brings its own.</summary>
    public JsonElement? Parameters { get; init; }

    /// <summary>What it does to the world.</summary>
    /// <value>Default for a built-in tool is the tool's own effect, else <c>irreversible</c>: a tool without a declared effect does not run twice. Null reads as the default.</value>
    [NotNull]
    public ToolEffect? Effect { get => field ?? DefaultEffect; init; }

    /// <summary>How long one attempt may take, in milliseconds; for a client tool, how long the run waits for the answer.</summary>
    public long? TimeoutMs { get; init; }

    /// <summary>Whether the run completes when this tool has answered, without another model call.</summary>
    public bool EndsRun { get; init; }

    /// <summary>Whether it may be executed again when it is unknown whether it ran.</summary>
    public bool RunsAgain => Effect is ToolEffect.Read or ToolEffect.Idempotent;

    private protected virtual ToolEffect DefaultEffect => ToolEffect.Irreversible;
}

/// <summary>A tool that the service calls over HTTP.</summary>
public sealed record HttpToolDefinition : ToolDefinition
{
    internal const string TypeName = "http";

    /// <inheritdoc/>
    public override string Type => TypeName;

    /// <summary>The http or https address to call; null only in a definition that has not been validated.</summary>
    public string? Url { get; init; }

    /// <summary>Headers to send, each a text or a secret's name.</summary>
    public IReadOnlyDictionary<string, HeaderDefinition>? Headers { get; init; }
}

/// <summary>A tool that the front end executes: the run waits for its answer.</summary>
public sealed record ClientToolDefinition : ToolDefinition
{
    internal const string TypeName = "client";

    /// <inheritdoc/>
    public override string Type => TypeName;
}

/// <summary>A tool that the service brings itself.</summary>
public sealed record BuiltinToolDefinition : ToolDefinition
{
    internal const string TypeName = "builtin";

    /// <inheritdoc/>
    public override string Type => TypeName;

    /// <summary>The tool of its name; null if there is none.</summary>
    public BuiltinTool? Tool => BuiltinTools.Find(Name);

    private protected override ToolEffect DefaultEffect => Tool?.Effect ?? base.DefaultEffect;
}

/// <summary>A tool of a type that this service does not have, or with fields that its type does not have. The validator refuses it.</summary>
/// <param name="Form">What was written.</param>
public sealed record UnsupportedToolDefinition(ToolForm Form) : ToolDefinition
{
    /// <inheritdoc/>
    public override string Type => Form.Type;
}
