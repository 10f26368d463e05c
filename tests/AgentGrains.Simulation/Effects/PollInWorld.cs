using AgentGrains.Core.Effects;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Simulation.Effects;

/// <summary>A URL of the simulated world, which now and then answers with the status that is waited for.</summary>
internal sealed class PollInWorld(World world) : WorldExecutor(world)
{
    public override Type EffectType => typeof(PollUrl);

    public override Task<SessionInput> ExecuteAsync(EffectContext context, CancellationToken cancellation)
    {
        var effect = context.Effect;
        var chance = World.Random.Next(10);
        return Task.FromResult<SessionInput>(World.Chance(World.Rates.EffectFails)
            ? Fail(effect, "The host failed.", permanent: false, mayHaveRun: true, null)
            : new ReportPoll(effect.Run, effect.Step, effect.Attempt, chance < 3 ? 200 : chance < 8 ? 404 : null, chance < 8 ? null : "it gave no answer."));
    }
}
