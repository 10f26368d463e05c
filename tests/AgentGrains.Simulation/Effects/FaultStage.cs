using AgentGrains.Core.Effects;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Runtime.Effects;
using AgentGrains.Simulation.Faults;
using AgentGrains.Simulation.Hosts;

namespace AgentGrains.Simulation.Effects;

/// <summary>The first stage of a simulated host: everything that goes wrong around an attempt.</summary>
internal sealed class FaultStage(World world, Host host) : IEffectStage
{
    public async Task<SessionInput> ExecuteAsync(EffectContext context, EffectHandler next, CancellationToken cancellation)
    {
        world.EffectStarted(host, context);
        await world.Loop.DelayAsync(world.Chance(world.Rates.EffectSlow) ? world.Between(1_000, 45_000) : world.Between(5, 800));
        cancellation.ThrowIfCancellationRequested();
        var fate = world.Fates.NextEffect();
        if (fate == Fate.CrashBefore)
            await CrashAsync();
        var result = fate == Fate.FailBefore
            ? Failed(context, "The model or tool could not be reached.", mayHaveRun: false) with { Retry = RetryClass.Unavailable }
            : await next(context, cancellation);
        if (fate == Fate.CrashAfter)
            await CrashAsync();
        if (fate == Fate.FailAfter)
            result = Failed(context, "The answer was lost.", mayHaveRun: true);
        cancellation.ThrowIfCancellationRequested();
        result = world.Mutation.Report(world, result);
        if (fate == Fate.FailThenExecute || world.Chance(world.Rates.ReportTwice))
            _ = ReportAgainAsync(context, result);
        return result;
    }

    /// <summary>The host is gone, and this attempt with it.</summary>
    private Task CrashAsync()
    {
        world.Cluster.Crash(host);
        return new TaskCompletionSource().Task;
    }

    private async Task ReportAgainAsync(EffectContext context, SessionInput result)
    {
        await world.Loop.DelayAsync(world.Between(0, 4_000));
        await world.AskAsync(context.Session, result);
    }

    private FailAttempt Failed(EffectContext context, string message, bool mayHaveRun) => new(
        context.Effect.Run, context.Effect.Step, context.Effect.Attempt, new RunError(ErrorCodes.ToolFailed.Value, message), Permanent: false, mayHaveRun, null, world.Random.NextDouble());
}
