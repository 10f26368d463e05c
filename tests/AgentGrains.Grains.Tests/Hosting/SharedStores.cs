using AgentGrains.Core.Agents;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Azure;
using AgentGrains.Testing.Stores;

namespace AgentGrains.Grains.Tests.Hosting;

/// <summary>The stores that all silos of a test have in common, with one agent in them.</summary>
internal sealed class SharedStores
{
    public const string Agent = "tester";

    public static readonly TenantId Tenant = TenantId.Parse("demo");

    /// <summary>The time agents were defined at; nothing depends on it.</summary>
    private static readonly DateTimeOffset Defined = DateTimeOffset.UnixEpoch;

    private readonly Func<SiloStores> open;

    private SharedStores(Func<SiloStores> open)
    {
        this.open = open;
        var first = open();
        (Journal, WakeUps, Definitions) = (new WatchedJournal(first.Journal), new WatchedWakeUps(first.WakeUps), first.Definitions);
    }

    public WatchedJournal Journal { get; }

    public WatchedWakeUps WakeUps { get; }

    public IDefinitionStore Definitions { get; }

    /// <summary>The stores as one silo has them: watched, and with nothing remembered of what other silos wrote.</summary>
    public SiloStores Open()
    {
        var own = open();
        return own with { Journal = Journal.Over(own.Journal), WakeUps = WakeUps.Over(own.WakeUps) };
    }

    /// <summary>Stores in memory, or, where an emulator is given, on Azure Storage.</summary>
    public static async Task<SharedStores> CreateAsync(StoreEmulator? emulator = null)
    {
        var stores = new SharedStores(emulator is null ? InMemory() : OnAzure(await emulator.NextAsync()));
        var definition = new AgentDefinition
        {
            Tools =
            [
                new BuiltinToolDefinition { Name = BuiltinTools.Echo, Effect = ToolEffect.Idempotent },
                new BuiltinToolDefinition { Name = BuiltinTools.Sleep, Effect = ToolEffect.Read },
            ],
        };
        await stores.Definitions.TryPutAsync(Tenant, AgentDefinition.Kind, new DefinitionDocument(Agent, 1, AgentJson.Write(definition), Defined, false), 0, CancellationToken.None);
        return stores;
    }

    private static Func<SiloStores> InMemory()
    {
        var stores = new SiloStores(new InMemoryJournalStore(), new InMemoryWakeUpStore(), new InMemoryPayloadStore(), new InMemoryVisibilityStore(), new InMemoryDefinitionStore());
        return () => stores;
    }

    private static Func<SiloStores> OnAzure(Func<AzureStorage> open) => () =>
    {
        var storage = open();
        return new SiloStores(storage.Journals, storage.WakeUps, storage.Payloads, storage.Visibility, storage.Definitions);
    };
}
