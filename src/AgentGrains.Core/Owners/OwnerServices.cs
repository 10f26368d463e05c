using AgentGrains.Core.Ids;
using AgentGrains.Core.Models;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;

namespace AgentGrains.Core.Owners;

/// <summary>What every owner of a session on one host works with.</summary>
/// <param name="Journal">The journals.</param>
/// <param name="WakeUps">The wake-ups.</param>
/// <param name="Payloads">Large content.</param>
/// <param name="Visibility">The list of runs, to erase from.</param>
/// <param name="RunList">The list of runs, to add to.</param>
/// <param name="Agents">The versions of agents.</param>
/// <param name="Workers">The effect workers.</param>
/// <param name="Time">The clock.</param>
/// <param name="Options">The engine's limits.</param>
/// <param name="Host">This host, as wake-ups name it: another one after each start.</param>
/// <param name="OnTrouble">Receives failures of background work that repair themselves: a wake-up not postponed, a checkpoint not saved.</param>
public sealed record OwnerServices(
    IJournalStore Journal, IWakeUpStore WakeUps, IPayloadStore Payloads, IVisibilityStore Visibility, IRunList RunList,
    IAgentVersions Agents, IEffectWorkers Workers, TimeProvider Time, EngineOptions Options, string Host, Action<SessionKey, Exception> OnTrouble)
{
    /// <summary>Receives each append; null if there is no telemetry.</summary>
    public IOwnerTelemetry? Telemetry { get; init; }

    /// <summary>The configured models, for prices; null if the host has none.</summary>
    public IModelCatalog? Models { get; init; }
}
