using AgentGrains.Core.Errors;
using AgentGrains.Simulation.Hosts;

namespace AgentGrains.Simulation.Faults;

/// <summary>Brings a host's calls to the stores, and what goes wrong on the way.</summary>
internal sealed class Network(World world, Host host)
{
    /// <summary>Executes a call in the store some time later and answers after that.</summary>
    public Task<T> CallAsync<T>(string what, Func<T> execute)
    {
        var fate = world.Fates.Next(host, what);
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Loop.After(fate.Slow ? world.Between(1, 20_000) : world.Between(0, 15), () => Arrive(fate.Fate, what, execute, answer));
        return answer.Task;
    }

    private void Arrive<T>(Fate fate, string what, Func<T> execute, TaskCompletionSource<T> answer)
    {
        // A request that was on its way when its host went down may or may not have left it.
        if (!host.Alive && world.Random.Next(2) == 0)
            return;
        world.Trace($"{host.Name} {what} {fate}");
        switch (fate)
        {
            case Fate.FailBefore:
                answer.SetException(Unreachable(what));
                break;
            case Fate.FailThenExecute:
                answer.SetException(Unreachable(what));
                world.Loop.After(world.Between(1, 3_000), () => Try(execute, new TaskCompletionSource<T>()));
                break;
            case Fate.CrashBefore:
                world.Cluster.Crash(host);
                break;
            case Fate.FailAfter:
                Try(execute, new TaskCompletionSource<T>());
                answer.SetException(Unreachable(what));
                break;
            case Fate.CrashAfter:
                Try(execute, new TaskCompletionSource<T>());
                world.Cluster.Crash(host);
                break;
            default:
                var executed = new TaskCompletionSource<T>();
                Try(execute, executed);
                world.Loop.After(world.Between(0, 5), () => Answer(executed, answer));
                break;
        }
    }

    private static void Try<T>(Func<T> execute, TaskCompletionSource<T> outcome)
    {
        try
        {
            outcome.SetResult(execute());
        }
        catch (AgentGrainsException refused)
        {
            outcome.SetException(refused);
        }
    }

    private static void Answer<T>(TaskCompletionSource<T> from, TaskCompletionSource<T> to)
    {
        if (from.Task.Exception is { } failure)
            to.SetException(failure.InnerExceptions);
        else
            to.SetResult(from.Task.Result);
    }

    private static AgentGrainsException Unreachable(string what) => new(ErrorCodes.StoreUnavailable, $"The store did not answer {what}.");
}
