using System.Text;
using AgentGrains.Core.Effects;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Stores;

namespace AgentGrains.Simulation.Effects;

/// <summary>The tools of the simulated world.</summary>
internal sealed class ToolInWorld(World world, IPayloadStore payloads) : WorldExecutor(world)
{
    public override Type EffectType => typeof(Effect.CallTool);

    public override async Task<SessionInput> ExecuteAsync(EffectContext context, CancellationToken cancellation)
    {
        var effect = (Effect.CallTool)context.Effect;
        var execution = new ToolExecution(context.Session, context.Step, effect.Attempt, effect.Tool, context.Arguments!.Text!);
        var fails = World.Chance(World.Rates.EffectFails);
        if (fails && World.Random.Next(2) == 0)
            return Fail(effect, "The tool was not reached.", permanent: false, mayHaveRun: false, World.Random.Next(3) == 0 ? World.Between(100, 20_000) : null);
        // From here on the request is on its way: whether the host lives does not matter to it.
        if (!fails || World.Random.Next(2) == 0)
            World.Executed(execution);
        await World.Loop.DelayAsync(World.Between(0, 300));
        return fails
            ? Fail(effect, "The tool's answer was lost.", permanent: false, mayHaveRun: true, null)
            : new CompleteToolCall(effect.Run, effect.Step, effect.Attempt, await ContentAsync(context, execution.Answer), World.Random.Next(10) == 0);
    }

    /// <summary>Now and then an answer is so large that it goes to the payload store.</summary>
    private async Task<Content> ContentAsync(EffectContext context, string answer)
    {
        if (World.Random.Next(100) > 0)
            return Content.Inline(answer);
        try
        {
            return Content.Stored(await payloads.PutAsync(context.Session, Encoding.UTF8.GetBytes(answer), CancellationToken.None));
        }
        catch (AgentGrainsException unreachable)
        {
            World.Trace($"no payload: {unreachable.Message}");
            return Content.Inline(answer);
        }
    }
}
