using System.Collections.Frozen;
using AgentGrains.Core.Effects;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Runtime.Effects;

/// <summary>Bounds how many attempts of a kind a host executes at once; others wait, in the order in which they came.</summary>
/// <param name="executors">The executors.</param>
/// <param name="models">Slots for model calls.</param>
/// <param name="tools">Slots for everything else.</param>
public sealed class SlotStage(IEnumerable<IEffectExecutor> executors, int models, int tools) : IEffectStage
{
    private readonly Slots models = new(models);
    private readonly Slots tools = new(tools);
    private readonly FrozenDictionary<Type, EffectSlots> slotsOf = executors.ToFrozenDictionary(static executor => executor.EffectType, static executor => executor.Slots);

    /// <inheritdoc/>
    public async Task<SessionInput> ExecuteAsync(EffectContext context, EffectHandler next, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var slots = slotsOf[context.Effect.GetType()] == EffectSlots.Models ? models : tools;
        await slots.WaitAsync(cancellation);
        try
        {
            // One that was given up while it waited is about to be cancelled.
            if (!context.Start.TryBegin())
                await new TaskCompletionSource().Task.WaitAsync(cancellation);
            context.Observer.Started();
            return await next(context, cancellation);
        }
        finally
        {
            slots.Release();
        }
    }
}
