using AgentGrains.Core.Errors;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Models;
using AgentGrains.Core.Owners;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Simulation.Faults;
using AgentGrains.Simulation.Hosts;

namespace AgentGrains.Simulation.Effects;

/// <summary>Carries effects out in the simulated world, with everything that goes wrong there, and reports until the session has taken the report in.</summary>
internal sealed class SimulatedWorkers(World world, Host host) : IEffectWorkers
{
    // What most failures are stands more often.
    private static readonly RetryClass[] FailureKinds =
    [
        RetryClass.Attempts, RetryClass.Answer, RetryClass.Answer, RetryClass.Throttled, RetryClass.Throttled, RetryClass.Unavailable, RetryClass.Unavailable,
        RetryClass.Correction, RetryClass.Person,
    ];

    public bool Holds => host.Leaves;

    public bool TryEnter() => !Holds;

    public void Exit()
    {
    }

    public CancellationTokenSource Begin(EffectRequest request)
    {
        world.EffectStarted(host, request);
        var cancellation = new CancellationTokenSource();
        host.Context.Run(() => _ = RunAsync(request, cancellation.Token));
        return cancellation;
    }

    private async Task RunAsync(EffectRequest request, CancellationToken cancellation)
    {
        await world.Loop.DelayAsync(world.Chance(world.Rates.EffectSlow) ? world.Between(1_000, 45_000) : world.Between(5, 800));
        if (cancellation.IsCancellationRequested)
            return;
        var fate = world.Fates.NextEffect();
        if (fate == Fate.CrashBefore)
        {
            world.Cluster.Crash(host);
            return;
        }
        var result = fate == Fate.FailBefore
            ? Fail(request.Effect, "The model or tool could not be reached.", permanent: false, mayHaveRun: false, null) with { Retry = RetryClass.Unavailable }
            : request.Effect is Effect.CallModel ? CallModel(request) : await CallToolAsync(request);
        if (fate == Fate.CrashAfter)
            world.Cluster.Crash(host);
        if (fate == Fate.FailAfter)
            result = Fail(request.Effect, "The answer was lost.", permanent: false, mayHaveRun: true, null);
        if (cancellation.IsCancellationRequested || !host.Alive)
            return;
        result = world.Mutation.Report(world, result);
        if (!await TryOwnerAsync(request.Owner, result))
        {
            for (var delay = 50; !await world.TryReportAsync(request.Session, result) && !cancellation.IsCancellationRequested; delay = Math.Min(delay * 2, 10_000))
                await world.Loop.DelayAsync(TimeSpan.FromMilliseconds(delay));
        }
        if (fate != Fate.FailThenExecute && !world.Chance(world.Rates.ReportTwice))
            return;
        await world.Loop.DelayAsync(world.Between(0, 4_000));
        await world.TryReportAsync(request.Session, result);
    }

    /// <summary>The owner that asked is on this host and takes the result without a message; where it is broken, another one has to be found.</summary>
    private async Task<bool> TryOwnerAsync(SessionOwner owner, SessionInput result)
    {
        try
        {
            await owner.SendAsync(result);
            world.Answered(owner.Key, result);
            return true;
        }
        catch (AgentGrainsException failure) when (owner.Broken is not null)
        {
            world.Expect(failure);
            return false;
        }
    }

    private SessionInput CallModel(EffectRequest request)
    {
        var effect = request.Effect;
        if (world.Chance(world.Rates.EffectFails))
            return FailModel(request);
        var (text, calls) = ScriptedModel.Answer(request.Messages);
        var usage = new ModelUsage(request.Messages.Count * 10, 7, request.Messages.Count, 3);
        return new CompleteModelCall(effect.Run, effect.Step, effect.Attempt, text, calls, usage, "stop")
        {
            Ending = request.Messages.Count % 11 == 10 ? AnswerEnding.Length : AnswerEnding.Stop,
        };
    }

    private FailAttempt FailModel(EffectRequest request)
    {
        var kind = world.Random.Next(12);
        return Fail(request.Effect, "The model did not answer.", permanent: kind == 0, mayHaveRun: true, kind < 4 ? world.Between(100, 30_000) : null) with
        {
            Retry = FailureKinds[world.Random.Next(FailureKinds.Length)],
            Usage = kind % 2 == 0 ? null : new AttemptUsage { InputTokens = request.Messages.Count * 10, OutputTokens = kind, CostMicros = 1 },
        };
    }

    private async Task<SessionInput> CallToolAsync(EffectRequest request)
    {
        var effect = (Effect.CallTool)request.Effect;
        var execution = new ToolExecution(request.Session, request.Step, effect.Attempt, effect.Tool, request.Arguments!.Text!);
        var fails = world.Chance(world.Rates.EffectFails);
        if (fails && world.Random.Next(2) == 0)
            return Fail(effect, "The tool was not reached.", permanent: false, mayHaveRun: false, world.Random.Next(3) == 0 ? world.Between(100, 20_000) : null);
        // From here on the request is on its way: whether the host lives does not matter to it.
        if (!fails || world.Random.Next(2) == 0)
            world.Executed(execution);
        await world.Loop.DelayAsync(world.Between(0, 300));
        return fails
            ? Fail(effect, "The tool's answer was lost.", permanent: false, mayHaveRun: true, null)
            : new CompleteToolCall(effect.Run, effect.Step, effect.Attempt, await ContentAsync(request, execution.Answer), world.Random.Next(10) == 0);
    }

    /// <summary>Now and then an answer is so large that it goes to the payload store.</summary>
    private async Task<Content> ContentAsync(EffectRequest request, string answer)
    {
        if (world.Random.Next(100) > 0)
            return Content.Inline(answer);
        try
        {
            return Content.Stored(await host.Services.Payloads.PutAsync(request.Session, System.Text.Encoding.UTF8.GetBytes(answer), CancellationToken.None));
        }
        catch (AgentGrainsException unreachable)
        {
            world.Trace($"no payload: {unreachable.Message}");
            return Content.Inline(answer);
        }
    }

    private FailAttempt Fail(Effect effect, string message, bool permanent, bool mayHaveRun, TimeSpan? retryAfter) =>
        new(effect.Run, effect.Step, effect.Attempt, new RunError(ErrorCodes.ToolFailed.Value, message), permanent, mayHaveRun, retryAfter, world.Random.NextDouble());
}
