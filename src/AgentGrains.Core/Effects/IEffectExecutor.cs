using AgentGrains.Core.Sessions;

namespace AgentGrains.Core.Effects;

/// <summary>Executes the effects of one type. Safe for concurrent use; a call is one attempt, and nothing is retried inside.</summary>
public interface IEffectExecutor
{
    /// <summary>The type of the effects: a case of <see cref="Effect"/>. Exactly one executor is registered for each.</summary>
    Type EffectType { get; }

    /// <summary>Whose slots an attempt takes.</summary>
    EffectSlots Slots { get; }

    /// <summary>Executes an attempt.</summary>
    /// <param name="context">The effect, which is of <see cref="EffectType"/>, with what it needs.</param>
    /// <param name="cancellation">Cancelled when the step is no longer wanted; the only reason to throw <see cref="OperationCanceledException"/>.</param>
    /// <returns>What is reported to the session: the result, or that the attempt failed.</returns>
    Task<SessionInput> ExecuteAsync(EffectContext context, CancellationToken cancellation);
}

/// <summary>The slots that bound how many attempts a host executes at once.</summary>
public enum EffectSlots
{
    /// <summary>Of model calls.</summary>
    Models,

    /// <summary>Of tool calls and of everything else that calls something outside.</summary>
    Tools,
}
