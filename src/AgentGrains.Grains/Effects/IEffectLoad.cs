namespace AgentGrains.Grains.Effects;

/// <summary>How much a host has to do. Safe for concurrent use.</summary>
public interface IEffectLoad
{
    /// <summary>Model and tool calls that have started and not finished, including those that wait for a slot.</summary>
    int InFlight { get; }
}
