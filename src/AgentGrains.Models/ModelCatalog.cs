using System.Collections.Frozen;
using AgentGrains.Core.Models;
using AgentGrains.Models.OpenAI;
using AgentGrains.Models.Scripted;

namespace AgentGrains.Models;

/// <summary>The configured models. Configuration keys know no case, and so neither do the names.</summary>
internal sealed class ModelCatalog : IModelCatalog, IDisposable
{
    private readonly List<ScriptedChatClient> clients = [];
    private readonly OpenAIConnections connections = new();
    private readonly FrozenDictionary<string, ChatClientModel> models;
    private readonly FrozenDictionary<string, ModelDescription> descriptions;

    public ModelCatalog(IReadOnlyDictionary<string, ModelOptions> options, TimeProvider time)
    {
        models = options.ToFrozenDictionary(model => model.Key, model => Open(model.Key, model.Value, time), StringComparer.OrdinalIgnoreCase);
        descriptions = options.ToFrozenDictionary(model => model.Key, model => ModelDescriptions.Of(model.Key, model.Value), StringComparer.OrdinalIgnoreCase);
        Names = [.. options.Keys.Order(StringComparer.Ordinal)];
    }

    public IReadOnlyList<string> Names { get; }

    public IModelClient? Find(string name) => models.GetValueOrDefault(name);

    public ModelDescription? Describe(string name) => descriptions.GetValueOrDefault(name);

    public void Dispose()
    {
        foreach (var client in clients)
            client.Dispose();
        connections.Dispose();
    }

    private ChatClientModel Open(string name, ModelOptions options, TimeProvider time)
    {
        if (options.Provider != ModelProviders.Scripted)
            return new ChatClientModel(name, options, connections.Open(options), OpenAIDialect.Instance, time);
        var script = new ScriptedChatClient(Script.Parse(options.Script ?? Script.Conversation), time);
        clients.Add(script);
        return new ChatClientModel(name, options, script, PlainDialect.Instance, time);
    }
}
