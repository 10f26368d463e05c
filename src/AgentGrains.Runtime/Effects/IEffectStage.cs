using AgentGrains.Core.Effects;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Runtime.Effects;

/// <summary>Executes an attempt: the rest of the pipeline.</summary>
public delegate Task<SessionInput> EffectHandler(EffectContext context, CancellationToken cancellation);

/// <summary>A stage that every attempt passes before its executor. Safe for concurrent use.</summary>
public interface IEffectStage
{
    /// <summary>Passes the attempt on, or answers in place of what follows.</summary>
    Task<SessionInput> ExecuteAsync(EffectContext context, EffectHandler next, CancellationToken cancellation);
}
