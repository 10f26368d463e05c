using AgentGrains.Core.Ids;
using AgentGrains.Core.Models;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Runtime.Channels;
using AgentGrains.Runtime.Effects;

namespace AgentGrains.Runtime.Sessions;

/// <summary>What all sessions of one host work with.</summary>
public sealed record SessionServices
{
    /// <summary>The entries between two checkpoints, if nothing else is set.</summary>
    public const int DefaultCheckpointEvery = 256;

    /// <summary>The journals.</summary>
    public required IJournalStore Journal { get; init; }

    /// <summary>Reads the journals.</summary>
    public JournalReader Reader => field ??= new JournalReader(Journal);

    /// <summary>The wake-ups.</summary>
    public required IWakeUpStore WakeUps { get; init; }

    /// <summary>Large content, to erase.</summary>
    public required IPayloadStore Payloads { get; init; }

    /// <summary>The list of runs, to erase from.</summary>
    public required IVisibilityStore Visibility { get; init; }

    /// <summary>The list of runs, to add to.</summary>
    public required IRunList RunList { get; init; }

    /// <summary>The versions of agents.</summary>
    public required IAgentVersions Agents { get; init; }

    /// <summary>Executes effects.</summary>
    public required EffectPipeline Effects { get; init; }

    /// <summary>Whether effects start.</summary>
    public required DrainGate Gate { get; init; }

    /// <summary>Where live output goes.</summary>
    public required IOutputTransport Output { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The engine's limits.</summary>
    public required EngineOptions Options { get; init; }

    /// <summary>Entries after which fold and conversation of a session are saved, so that opening reads a checkpoint and a short tail.</summary>
    /// <value>Default <see cref="DefaultCheckpointEvery"/>; at least 1.</value>
    public int CheckpointEvery { get; init; } = DefaultCheckpointEvery;

    /// <summary>This host, as wake-ups name it: another one after each start.</summary>
    public required string Host { get; init; }

    /// <summary>Receives failures that repair themselves: an owner that broke, a wake-up not postponed, a checkpoint not saved.</summary>
    public required Action<SessionKey, Exception> OnTrouble { get; init; }

    /// <summary>Receives each append; null if there is no telemetry.</summary>
    public ISessionTelemetry? Telemetry { get; init; }

    /// <summary>The configured models, for prices; null if the host has none.</summary>
    public IModelCatalog? Models { get; init; }
}
