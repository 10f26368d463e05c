using AgentGrains.Core.Agents;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Testing.Stores;

namespace AgentGrains.Grains.Tests.Hosting;

/// <summary>The stores that all silos of a test have in common, with one agent in them.</summary>
internal sealed class SharedStores
{
    public const string Agent = "tester";

    public static readonly TenantId Tenant = TenantId.Parse("demo");

    /// <summary>The time agents were defined at; nothing depends on it.</summary>
    private static readonly DateTimeOffset Defined = DateTimeOffset.UnixEpoch;

    private SharedStores() => Journal = new WatchedJournal(new InMemoryJournalStore());

    public WatchedJournal Journal { get; }

    public WatchedWakeUps WakeUps { get; } = new(new InMemoryWakeUpStore());

    public InMemoryPayloadStore Payloads { get; } = new();

    public InMemoryVisibilityStore Visibility { get; } = new();

    public InMemoryDefinitionStore Definitions { get; } = new();

    public static async Task<SharedStores> CreateAsync()
    {
        var stores = new SharedStores();
        var definition = new AgentDefinition
        {
            Tools =
            [
                new ToolDefinition { Type = "builtin", Name = BuiltinTools.Echo, Effect = ToolEffect.Idempotent },
                new ToolDefinition { Type = "builtin", Name = BuiltinTools.Sleep, Effect = ToolEffect.Read },
            ],
        };
        await stores.Definitions.TryPutAsync(Tenant, AgentDefinition.Kind, new DefinitionDocument(Agent, 1, AgentJson.Write(definition), Defined, false), 0, CancellationToken.None);
        return stores;
    }
}
