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
            new ClientToolDefinition { Name = "form" }, new ClientToolDefinition { Name = "ask", TimeoutMs = 20_000 },
            new BuiltinToolDefinition { Name = BuiltinTools.Sleep }, new BuiltinToolDefinition { Name = BuiltinTools.WaitForSignal },
            new BuiltinToolDefinition { Name = BuiltinTools.HttpWait },
        ],
    };

    /// <summary>The versions of it that runs pin.</summary>
    public static readonly ImmutableDictionary<int, AgentDefinition> Versions = ImmutableDictionary<int, AgentDefinition>.Empty.Add(1, Worker);

    private static HttpToolDefinition Http(string name, ToolEffect effect) => new() { Name = name, Url = "http://127.0.0.1/", Effect = effect };
}
