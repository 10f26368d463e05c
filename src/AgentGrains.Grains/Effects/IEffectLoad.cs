namespace AgentGrains.Grains.Effects;

/// <summary>How much a host has to do. Safe for concurrent use.</summary>
public interface IEffectLoad
{
    /// <summary>Model and tool calls that were begun and are not over, those that wait for their turn included.</summary>
    int UnderWay { get; }
}
