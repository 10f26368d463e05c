using System.Reflection;
using AgentGrains.Contracts;
using AgentGrains.Grains.Sessions;
using AgentGrains.Grains.Tests.Hosting;
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
        var grain = Stub<ISessionGrain>(() =>
        {
            if (++calls == 1)
                broken.Add(session);
            else
                again.SetResult();
            return Task.FromResult(new SessionReply(null, null, null));
        });
        using (broken = new BrokenSessions(
            new SessionCalls(Stub<IGrainFactory>(() => grain), time), time, new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance), NullLogger<BrokenSessions>.Instance))
        {
            broken.Add(session);
            await time.WhenAwaitedAsync(FirstDelay);
            time.Advance(FirstDelay);
            await time.WhenAwaitedAsync(FirstDelay * 2);
            time.Advance(FirstDelay * 2);

            await again.Task.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    private static T Stub<T>(Func<object> answer)
        where T : class
    {
        var stub = DispatchProxy.Create<T, Answering>();
        ((Answering)(object)stub).Answer = answer;
        return stub;
    }

    /// <summary>Answers whatever it is called for with the same.</summary>
    public class Answering : DispatchProxy
    {
        internal Func<object> Answer { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Answer();
    }
}
