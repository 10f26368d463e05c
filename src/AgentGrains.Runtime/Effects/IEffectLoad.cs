namespace AgentGrains.Runtime.Effects;

/// <summary>How much a host has to do. Safe for concurrent use.</summary>
public interface IEffectLoad
{
    /// <summary>Attempts that were started and have not ended, including those that wait for a slot.</summary>
    int InFlight { get; }
}
