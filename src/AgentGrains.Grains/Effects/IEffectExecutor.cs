using AgentGrains.Core.Owners;
using AgentGrains.Core.Sessions;
using AgentGrains.Grains.Telemetry;

namespace AgentGrains.Grains.Effects;

/// <summary>Executes the effects of one type. Safe for concurrent use; a call is one attempt, and nothing is retried inside.</summary>
internal interface IEffectExecutor
{
    /// <summary>The type of the effects: a case of <see cref="Effect"/>. Exactly one executor is registered for each.</summary>
    Type EffectType { get; }

    /// <summary>How many attempts this host executes at once; others wait for a slot.</summary>
    int MaxConcurrent { get; }

    /// <summary>Executes an attempt.</summary>
    /// <param name="request">The effect, which is of <see cref="EffectType"/>, with what it needs.</param>
    /// <param name="attempt">The attempt's span and metrics; null if they are not recorded.</param>
    /// <param name="cancellation">Cancelled when the step is no longer wanted.</param>
    /// <returns>What is reported to the session: the result, or that the attempt failed.</returns>
    Task<SessionInput> ExecuteAsync(EffectRequest request, AttemptTelemetry? attempt, CancellationToken cancellation);
}
