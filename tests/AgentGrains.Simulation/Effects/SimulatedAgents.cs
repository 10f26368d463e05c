using AgentGrains.Core.Agents;

namespace AgentGrains.Simulation.Effects;

/// <summary>The agents of every simulated world, by name and version.</summary>
internal static class SimulatedAgents
{
    public const string Name = "worker";

    public const string Other = "stranger";

    public static readonly IReadOnlyDictionary<string, AgentDefinition> All = new Dictionary<string, AgentDefinition>
    {
        [$"{Name}@1"] = new()
        {
            Instructions = "Do what is asked.",
            Tools =
            [
                Http("look", ToolEffect.Read), Http("put", ToolEffect.Idempotent), Http("book", ToolEffect.Compensatable), Http("wire", ToolEffect.Irreversible),
                new HttpToolDefinition { Name = "finish", Effect = ToolEffect.Read, EndsRun = true },
                new ClientToolDefinition { Name = "form" }, new ClientToolDefinition { Name = "ask", TimeoutMs = 20_000 },
                new BuiltinToolDefinition { Name = BuiltinTools.Sleep }, new BuiltinToolDefinition { Name = BuiltinTools.WaitForSignal },
                new BuiltinToolDefinition { Name = BuiltinTools.HttpWait },
            ],
        },
        [$"{Name}@2"] = new()
        {
            Instructions = "Do less.",
            Limits = new RunLimits { MaxSteps = 6 },
            Tools = [Http("look", ToolEffect.Read), Http("wire", ToolEffect.Irreversible), new BuiltinToolDefinition { Name = BuiltinTools.Sleep }],
        },
        [$"{Other}@1"] = new() { Instructions = "Not of this session." },
    };

    /// <summary>What a tool does to the world.</summary>
    public static ToolEffect EffectOf(string tool) => All[$"{Name}@1"].FindTool(tool)!.Effect.Value;

    private static HttpToolDefinition Http(string name, ToolEffect effect) => new() { Name = name, Effect = effect };
}
