using System.Text.Json;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Models;

namespace AgentGrains.Core.Tests.Agents;

/// <summary>Checks definitions against a catalogue of one model, <c>default</c>.</summary>
internal static class DefinitionChecks
{
    /// <summary>The fields that are wrong, in order.</summary>
    public static IReadOnlyList<string> Wrong(AgentDefinition definition) => [.. Problems(definition).Keys.Order(StringComparer.Ordinal)];

    public static IReadOnlyDictionary<string, string[]> Problems(AgentDefinition definition) => AgentValidator.Check(definition, new OneModel()).ToDictionary();

    public static AgentDefinition With(params ToolDefinition?[] tools) => new() { Tools = [.. tools.Select(tool => tool!)] };

    public static HttpToolDefinition Http() => new() { Name = "look", Url = "https://tools.example/look" };

    /// <summary>What is wrong with a schema of a tool's arguments: the paths below the schema's own.</summary>
    public static IReadOnlyList<string> WrongInSchema(string schema) =>
        [.. Wrong(With(Http() with { Parameters = JsonElement.Parse(schema) })).Select(path => path.Replace("tools[0].parameters", "", StringComparison.Ordinal))];

    private sealed class OneModel : IModelCatalog
    {
        public IReadOnlyList<string> Names => ["default"];

        public IModelClient? Find(string name) => name == "default" ? new NoModel() : null;
    }

    private sealed class NoModel : IModelClient
    {
        public Task<ModelAnswer> CallAsync(ModelRequest call, Action<string> onText, CancellationToken cancellation) => throw new InvalidOperationException("A check calls no model.");
    }
}
