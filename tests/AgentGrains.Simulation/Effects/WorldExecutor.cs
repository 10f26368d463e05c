using AgentGrains.Core.Effects;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Simulation.Effects;

/// <summary>Executes effects of one type in the simulated world.</summary>
internal abstract class WorldExecutor(World world) : IEffectExecutor
{
    public abstract Type EffectType { get; }

    public virtual EffectSlots Slots => EffectSlots.Tools;

    protected World World { get; } = world;

    public abstract Task<SessionInput> ExecuteAsync(EffectContext context, CancellationToken cancellation);

    protected FailAttempt Fail(Effect effect, string message, bool permanent, bool mayHaveRun, TimeSpan? retryAfter) =>
        new(effect.Run, effect.Step, effect.Attempt, new RunError(ErrorCodes.ToolFailed.Value, message), permanent, mayHaveRun, retryAfter, World.Random.NextDouble());
}
