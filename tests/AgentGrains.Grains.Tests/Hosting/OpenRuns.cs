using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions.Lifecycle;

namespace AgentGrains.Grains.Tests.Hosting;

/// <summary>Runs on a host that goes while their first tool call is in flight.</summary>
internal static class OpenRuns
{
    /// <summary>Leaves runs behind.</summary>
    /// <param name="stores">Where they are found.</param>
    /// <param name="time">The clock of the host that goes.</param>
    /// <param name="runs">The runs.</param>
    /// <returns>The tool calls that were in flight.</returns>
    public static async Task<IReadOnlyCollection<(string Key, string Arguments)>> LeaveAsync(SharedStores stores, TimeProvider time, params (SessionKey Session, CreateRun Run)[] runs)
    {
        await using var silo = await TestSilo.StartAsync(stores, new SiloSettings { Time = time });
        var started = new CountdownEvent(runs.Length);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        silo.Echo.Before = (_, cancellation) =>
        {
            if (started.Signal())
                all.SetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        };
        foreach (var (session, run) in runs)
            await TestSilo.OnBehalfOfAsync(session.Tenant, () => silo.Sessions.SendAsync(session, run, run.Run, TestContext.Current.CancellationToken));
        await all.Task.WaitAsync(TestContext.Current.CancellationToken);
        return [.. silo.Echo.Executions];
    }
}
