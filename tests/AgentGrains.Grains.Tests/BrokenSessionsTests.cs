using AgentGrains.Contracts;
using AgentGrains.Grains.Sessions;
using AgentGrains.Grains.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentGrains.Grains.Tests;

/// <summary>Sessions whose owner broke are called until one takes them up.</summary>
public sealed class BrokenSessionsTests
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Session_WhoseNextOwnerBreaksBeforeTheCallReturns_IsCalledAgain()
    {
        var (session, time, calls) = (new Asked(39).Session(), new WatchedTime(), 0);
        var again = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        BrokenSessions broken = null!;
        var filter = new OnWake(() =>
        {
            if (Interlocked.Increment(ref calls) == 1)
                broken.Add(session);
            else
                again.TrySetResult();
        });
        await using var silo = await TestSilo.StartAsync(
            await SharedStores.CreateAsync(), new SiloSettings { Services = services => services.AddSingleton<IIncomingGrainCallFilter>(filter) });
        using (broken = new BrokenSessions(
            new SessionCalls(silo.Grains, time), time, new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance), NullLogger<BrokenSessions>.Instance))
        {
            broken.Add(session);
            await time.WhenAwaitedAsync(FirstDelay);
            time.Advance(FirstDelay);
            await time.WhenAwaitedAsync(FirstDelay * 2);
            time.Advance(FirstDelay * 2);

            await again.Task.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Does something once a session was called, before the call returns.</summary>
    private sealed class OnWake(Action then) : IIncomingGrainCallFilter
    {
        public async Task Invoke(IIncomingGrainCallContext context)
        {
            await context.Invoke();
            if (context.InterfaceMethod is { Name: nameof(ISessionGrain.Wake) } method && method.DeclaringType == typeof(ISessionGrain))
                then();
        }
    }
}
