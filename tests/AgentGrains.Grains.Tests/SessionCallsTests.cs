using AgentGrains.Contracts;
using AgentGrains.Grains.Sessions;
using AgentGrains.Grains.Tests.Hosting;

namespace AgentGrains.Grains.Tests;

/// <summary>A caller that stops waiting for a session returns at once, whatever its host does.</summary>
public sealed class SessionCallsTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    public static TheoryData<string> Answers => ["never", "too late"];

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Call_WhoseCallerStopsWaiting_EndsAsCancelled(string answers)
    {
        await using var silo = await TestSilo.StartAsync(await SharedStores.CreateAsync());
        var (calls, answer) = (new SessionCalls(silo.Grains, TimeProvider.System), new TaskCompletionSource<SessionReply>());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var calling = calls.CallAsync(new Asked(33).Session(), _ => answer.Task, stop.Token);
        if (answers == "too late")
        {
            // As it comes from Orleans when the answer is overdue.
            stop.Token.Register(() => answer.SetException(new TimeoutException("Made to be late.")));
        }
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calling.WaitAsync(Soon, TestContext.Current.CancellationToken));
    }
}
