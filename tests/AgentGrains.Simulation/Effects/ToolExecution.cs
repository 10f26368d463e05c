using AgentGrains.Core.Ids;

namespace AgentGrains.Simulation.Effects;

/// <summary>A tool did its work in the simulated world.</summary>
/// <param name="Session">The session that asked.</param>
/// <param name="Key">The Idempotency-Key it came with.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record ToolExecution(SessionKey Session, StepId Key, int Attempt, string Tool, string Arguments)
{
    /// <summary>What the tool answers.</summary>
    public string Answer => $"{Key} did {Tool} {Arguments}";
}
