using System.Collections.Frozen;
using AgentGrains.Core.Models;
using AgentGrains.Models.ChatCompletions;
using AgentGrains.Models.Scripted;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Models;

/// <summary>The configured models. Their names ignore case, as configuration keys do.</summary>
internal sealed class ModelCatalog : IModelCatalog, IDisposable
{
    private readonly List<ScriptedChatClient> clients = [];
    private readonly List<ModelCircuit> circuits = [];
    private readonly ModelConnections connections = new();
    private readonly FrozenDictionary<string, IModelClient> models;
    private readonly FrozenDictionary<string, ModelDescription> descriptions;

    public ModelCatalog(IReadOnlyDictionary<string, ModelOptions> options, TimeProvider time, ILogger log)
    {
        models = options.ToFrozenDictionary(model => model.Key, model => Open(model.Key, model.Value, time, log), StringComparer.OrdinalIgnoreCase);
        descriptions = options.ToFrozenDictionary(model => model.Key, model => ModelDescriptions.Of(model.Key, model.Value), StringComparer.OrdinalIgnoreCase);
        Names = [.. options.Keys.Order(StringComparer.Ordinal)];
    }

    public IReadOnlyList<string> Names { get; }

    public int OpenCircuits => circuits.Count(static circuit => circuit.IsOpen);

    public IModelClient? Find(string name) => models.GetValueOrDefault(name);

    public ModelDescription? Describe(string name) => descriptions.GetValueOrDefault(name);

    public string? FaultOf(ResponseFormat format) => AnswerSchema.FaultOf(format);

    public void Dispose()
    {
        foreach (var client in clients)
            client.Dispose();
        connections.Dispose();
    }

    private IModelClient Open(string name, ModelOptions options, TimeProvider time, ILogger log)
    {
        if (options.Provider != ModelProviders.Scripted)
        {
            var circuit = new ModelCircuit(name, new ChatCompletionsModel(name, options, connections.Http, time), time, log);
            circuits.Add(circuit);
            return circuit;
        }
        var script = new ScriptedChatClient(Script.Parse(options.Script ?? Script.Conversation), time);
        clients.Add(script);
        return new ChatClientModel(name, options, script, time);
    }
}
