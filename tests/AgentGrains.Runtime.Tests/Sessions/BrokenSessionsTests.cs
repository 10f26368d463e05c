using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Runtime.Sessions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AgentGrains.Runtime.Tests.Sessions;

/// <summary>Sessions whose owner broke are called until one takes them up.</summary>
public sealed class BrokenSessionsTests
{
    private static readonly SessionKey Session = SessionKey.Parse("acme/ses_00000000000000000000000001");
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void Session_WhoseNextOwnerBreaksBeforeTheCallReturns_IsCalledAgain()
    {
        var (time, calls) = (new FakeTimeProvider(), 0);
        BrokenSessions broken = null!;
        var transport = new OnWake(() =>
        {
            if (++calls == 1)
                broken.Add(Session);
            return null;
        });
        using (broken = Over(transport, time))
        {
            broken.Add(Session);
            time.Advance(FirstDelay);
            Assert.Equal(1, calls);
            time.Advance(FirstDelay * 2);
            Assert.Equal(2, calls);
            time.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(2, calls);
        }
    }

    [Fact]
    public void Session_ThatCannotBeOpenedForNow_IsCalledUntilItCan()
    {
        var (time, calls) = (new FakeTimeProvider(), 0);
        using var broken = Over(new OnWake(() => ++calls < 4 ? new AgentGrainsException(ErrorCodes.StoreUnavailable, "The disk is away.") : null), time);

        broken.Add(Session);
        for (var i = 0; i < 10; i++)
            time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(4, calls);
    }

    [Fact]
    public void Session_ThatIsDamaged_IsCalledOnce()
    {
        var (time, calls) = (new FakeTimeProvider(), 0);
        using var broken = Over(
            new OnWake(() =>
            {
                calls++;
                return new AgentGrainsException(ErrorCodes.DamagedData, "The record at 3 does not read.");
            }),
            time);

        broken.Add(Session);
        for (var i = 0; i < 10; i++)
            time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(1, calls);
    }

    private static BrokenSessions Over(OnWake transport, FakeTimeProvider time) => new(transport, new AtOnce(), time, NullLogger<BrokenSessions>.Instance);

    private sealed class AtOnce : IBackground
    {
        public void Run<T>(Func<T, Task> work, T state) => _ = work(state);
    }

    private sealed class OnWake(Func<AgentGrainsException?> answer) : ISessionTransport
    {
        public Task<AgentGrainsException?> SendAsync(SessionKey session, SessionInput input) => Task.FromResult<AgentGrainsException?>(null);

        public Task<AgentGrainsException?> WakeAsync(SessionKey session) => Task.FromResult(answer());
    }
}
