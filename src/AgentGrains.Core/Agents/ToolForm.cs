using System.Text.Json;

namespace AgentGrains.Core.Agents;

/// <summary>A tool of an agent.</summary>
/// <remarks>
/// The JSON form of <see cref="ToolDefinition"/>, for users and stores. Each type of tool has some of the fields; reading does not fail if one has
/// others, so that the validator can report all errors of a definition at once.
/// </remarks>
public sealed record ToolForm
{
    /// <summary><c>http</c>, <c>client</c> or <c>builtin</c>.</summary>
    public string Type { get; init => field = value ?? ""; } = "";

    /// <summary>The name the model calls it by: 1 to 64 letters, digits, <c>_</c> or <c>-</c>. For a built-in tool, which one.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>What it does, for the model.</summary>
    public string Description { get; init => field = value ?? ""; } = "";

    /// <summary>JSON Schema of its arguments.</summary>
    /// <value>Default an object with any properties.</value>
    public JsonElement? Parameters { get; init; }

    /// <summary>For <c>http</c>: the http or https address to call.</summary>
    public string? Url { get; init; }

    /// <summary>What it does to the world.</summary>
    /// <value>Default for <c>builtin</c> is the tool's own effect, else <c>irreversible</c>: a tool without a declared effect does not run twice. Null reads as the default.</value>
    public ToolEffect? Effect { get; init; }

    /// <summary>How long one attempt may take, in milliseconds; for <c>client</c>, how long the run waits for the answer.</summary>
    /// <value>Default 30,000 for <c>http</c>, no end for <c>client</c>; 1 to 86,400,000.</value>
    public long? TimeoutMs { get; init; }

    /// <summary>For <c>http</c>: headers to send, each a text or a secret's name.</summary>
    public IReadOnlyDictionary<string, HeaderDefinition>? Headers { get; init; }

    /// <summary>Whether the run completes when this tool has answered, without another model call.</summary>
    /// <value>Default false.</value>
    public bool EndsRun { get; init; }

    private bool HasAddress => Url is not null || Headers is not null;

    /// <summary>How a tool is written.</summary>
    public static ToolForm Of(ToolDefinition tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        var (url, headers) = tool switch
        {
            HttpToolDefinition http => (http.Url, http.Headers),
            UnsupportedToolDefinition unsupported => (unsupported.Form.Url, unsupported.Form.Headers),
            _ => (null, null),
        };
        return new ToolForm
        {
            Type = tool.Type, Name = tool.Name, Description = tool.Description, Parameters = tool.Parameters,
            Url = url, Effect = tool.Effect, TimeoutMs = tool.TimeoutMs, Headers = headers, EndsRun = tool.EndsRun,
        };
    }

    /// <summary>The tool that is written.</summary>
    public ToolDefinition ToDefinition()
    {
        ToolDefinition tool = Type switch
        {
            HttpToolDefinition.TypeName => new HttpToolDefinition { Url = Url, Headers = Headers },
            ClientToolDefinition.TypeName when !HasAddress => new ClientToolDefinition(),
            BuiltinToolDefinition.TypeName when !HasAddress => new BuiltinToolDefinition(),
            _ => new UnsupportedToolDefinition(this),
        };
        return tool with { Name = Name, Description = Description, Parameters = Parameters, Effect = Effect, TimeoutMs = TimeoutMs, EndsRun = EndsRun };
    }
}
