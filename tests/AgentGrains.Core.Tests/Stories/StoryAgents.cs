using System.Collections.Immutable;
using AgentGrains.Core.Agents;

namespace AgentGrains.Core.Tests.Stories;

/// <summary>The agent that stories are told of: a tool of each effect, and of each type.</summary>
internal static class StoryAgents
{
    public const string Name = "worker";

    public static readonly AgentDefinition Worker = new()
    {
        Instructions = "Do what is asked.",
        Tools =
        [
            Http("look", ToolEffect.Read), Http("put", ToolEffect.Idempotent), Http("book", ToolEffect.Compensatable), Http("wire", ToolEffect.Irreversible),
            Http("finish", ToolEffect.Read) with { EndsRun = true },
            new ToolDefinition { Type = "client", Name = "form" }, new ToolDefinition { Type = "client", Name = "ask", TimeoutMs = 20_000 },
            new ToolDefinition { Type = "builtin", Name = BuiltinTools.Sleep }, new ToolDefinition { Type = "builtin", Name = BuiltinTools.WaitForSignal },
        ],
    };

    /// <summary>The versions of it that runs pin.</summary>
    public static readonly ImmutableDictionary<int, AgentDefinition> Versions = ImmutableDictionary<int, AgentDefinition>.Empty.Add(1, Worker);

    private static ToolDefinition Http(string name, ToolEffect effect) => new() { Type = "http", Name = name, Url = "http://127.0.0.1/", Effect = effect };
}
