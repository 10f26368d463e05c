using AgentGrains.Core.Stores;

namespace AgentGrains.Grains.Tests.Hosting;

/// <summary>The stores of one silo.</summary>
internal sealed record SiloStores(IJournalStore Journal, IWakeUpStore WakeUps, IPayloadStore Payloads, IVisibilityStore Visibility, IDefinitionStore Definitions);
