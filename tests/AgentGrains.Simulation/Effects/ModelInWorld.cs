using AgentGrains.Core.Effects;
using AgentGrains.Core.Models;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Simulation.Effects;

/// <summary>The model of the simulated world.</summary>
internal sealed class ModelInWorld(World world) : WorldExecutor(world)
{
    // What most failures are stands more often.
    private static readonly RetryClass[] FailureKinds =
    [
        RetryClass.Attempts, RetryClass.Answer, RetryClass.Answer, RetryClass.Throttled, RetryClass.Throttled, RetryClass.Unavailable, RetryClass.Unavailable,
        RetryClass.Correction, RetryClass.Person,
    ];

    public override Type EffectType => typeof(Effect.CallModel);

    public override EffectSlots Slots => EffectSlots.Models;

    public override Task<SessionInput> ExecuteAsync(EffectContext context, CancellationToken cancellation) =>
        Task.FromResult(World.Chance(World.Rates.EffectFails) ? Fail(context) : Answer(context));

    private static CompleteModelCall Answer(EffectContext context)
    {
        var (effect, count) = (context.Effect, context.Messages.Count);
        var (text, calls) = ScriptedModel.Answer(context.Messages);
        return new CompleteModelCall(effect.Run, effect.Step, effect.Attempt, text, calls, new ModelUsage(count * 10, 7, count, 3), "stop")
        {
            Ending = count % 11 == 10 ? AnswerEnding.Length : AnswerEnding.Stop,
        };
    }

    private SessionInput Fail(EffectContext context)
    {
        var kind = World.Random.Next(12);
        return Fail(context.Effect, "The model did not answer.", permanent: kind == 0, mayHaveRun: true, kind < 4 ? World.Between(100, 30_000) : null) with
        {
            Retry = FailureKinds[World.Random.Next(FailureKinds.Length)],
            Usage = kind % 2 == 0 ? null : new AttemptUsage { InputTokens = context.Messages.Count * 10, OutputTokens = kind, CostMicros = 1 },
        };
    }
}
