using System.Collections.Immutable;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Stores;
using AgentGrains.Runtime.Sessions;

namespace AgentGrains.Runtime.Tests.Sessions;

/// <summary>The phases a session goes through on a host.</summary>
public sealed class SessionHostTests
{
    private static readonly RunKey Run = RunKey.Parse("RVN0000000000001");

    [Fact]
    public async Task Session_IsActiveWithARun_AndLeavesOnceItHasEndedAndIsListed()
    {
        var host = new OneHost();
        Assert.Equal(SessionPhase.Closed, host.Session.Phase);

        await host.Session.SendAsync(Create());
        Assert.Equal(SessionPhase.Active, host.Session.Phase);

        var listed = new TaskCompletionSource();
        host.ListGate = listed.Task;
        await host.Session.SendAsync(new TerminateRun(Run));
        Assert.Equal((SessionPhase.Idle, 0), (host.Session.Phase, host.Asked.Count));

        listed.SetResult();
        Assert.Equal((SessionPhase.HandingOver, "leave"), (host.Session.Phase, Assert.Single(host.Asked)));
    }

    [Fact]
    public async Task Session_WithSubscribers_StaysWhenItIsIdle()
    {
        var host = new OneHost { HasSubscribers = true };
        await host.Session.SendAsync(Create());
        await host.Session.SendAsync(new TerminateRun(Run));

        Assert.Equal((SessionPhase.Idle, 0), (host.Session.Phase, host.Asked.Count));
    }

    [Fact]
    public async Task Session_WhoseAppendIsLost_IsBroken_AndOpensAgainWhenItIsCalled()
    {
        var host = new OneHost();
        await host.Session.SendAsync(Create());

        host.Gate = Task.FromException(new AgentGrainsException(ErrorCodes.StoreUnavailable, "The disk is away."));
        await Assert.ThrowsAsync<AgentGrainsException>(() => host.Session.SendAsync(new PauseRun(Run)));
        Assert.Equal((SessionPhase.Broken, $"call again after {ErrorCodes.StoreUnavailable}, leave"), (host.Session.Phase, string.Join(", ", host.Asked)));

        host.Gate = Task.CompletedTask;
        var state = await host.Session.SendAsync(new PauseRun(Run));
        Assert.Equal((SessionPhase.Active, true), (host.Session.Phase, state.Active!.Paused));
    }

    [Fact]
    public async Task Session_ThatAnotherHostContinued_IsReadAgain()
    {
        var host = new OneHost();
        var state = await host.Session.SendAsync(Create());
        await host.AppendAsync(new JournalAppend(OneHost.Key, 9, state.Position, 1, JournalRecordOf(new RunPaused { Run = Run }, state.Position), true), CancellationToken.None);

        Assert.False((await host.Session.ReadAsync()).Active!.Paused);
        Assert.True((await host.Session.ReadCurrentAsync()).Active!.Paused);
        Assert.Equal("leave", Assert.Single(host.Asked));
    }

    [Fact]
    public async Task Session_OfALostHost_StartsItsModelCallAgain_WithWhatItsOpeningRead()
    {
        var lost = new OneHost();
        await lost.Session.SendAsync(Create());
        var host = new OneHost(lost);

        await host.Session.WakeAsync();

        var context = await host.Started.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((2, "Hi"), (context.Effect.Attempt, Assert.Single(context.Messages).Whole!.Content));
        Assert.Equal(0, host.Reads);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task List_TellsHolds_AlsoOfAPausedRun(bool paused)
    {
        var host = new OneHost();
        await host.Session.SendAsync(Create());
        if (paused)
            await host.Session.SendAsync(new PauseRun(Run));

        await host.Session.SendAsync(new FailAttempt(Run, 1, 1, new RunError("AG3016", "no credit"), false, false, null, 0) { Retry = RetryClass.Person });
        Assert.Equal(1, Assert.Single(host.Listed[^1].Holds!).Step);

        await host.Session.SendAsync(new RetryStep(Run, 1, 1));
        Assert.Null(host.Listed[^1].Holds);
    }

    [Fact]
    public async Task Session_OfADrainingHost_IsHandedOver_IfARunIsUnfinished()
    {
        var host = new OneHost();
        await host.Session.SendAsync(Create());
        await host.Session.SendAsync(new PauseRun(Run));
        host.Drain();

        // Its model call is in flight still: it stays until that has ended.
        host.Session.OnDrain();
        Assert.Equal(SessionPhase.Active, host.Session.Phase);
        await host.Session.SendAsync(new CancelRun(Run));

        Assert.Equal(SessionPhase.HandingOver, host.Session.Phase);
    }

    [Fact]
    public async Task Erasing_EndsTheRun_AndClosesTheSession()
    {
        var host = new OneHost();
        await host.Session.SendAsync(Create());

        Assert.NotNull(await host.Session.DeleteAsync());
        Assert.Equal((SessionPhase.Closed, "leave"), (host.Session.Phase, Assert.Single(host.Asked)));
        Assert.Null(await host.Session.DeleteAsync());
        Assert.Null(await host.ReadHeaderAsync(OneHost.Key, CancellationToken.None));
    }

    [Fact]
    public async Task Erasing_OnADrainingHost_IsFinishedThere()
    {
        var (host, stored) = (new OneHost(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await host.Session.SendAsync(Create());
        host.Gate = stored.Task;
        var paused = host.Session.SendAsync(new PauseRun(Run));
        host.Drain();
        host.Session.OnDrain();

        var erased = host.Session.DeleteAsync();
        host.Session.OnDrain();
        stored.SetResult();
        await paused;

        Assert.NotNull(await erased);
        Assert.Equal((SessionPhase.Closed, "leave"), (host.Session.Phase, Assert.Single(host.Asked)));
    }

    [Fact]
    public async Task Checkpoint_WaitsForADeliveryThatFailed()
    {
        var host = new OneHost { ListGate = Task.FromException(new InvalidOperationException("The writer is gone.")) };
        await host.Session.SendAsync(Create());
        for (var i = 0; i < 300; i++)
            await host.Session.SendAsync(new SendMessage(Run, $"msg_{i}", Content.Inline("more")));
        Assert.Empty(host.Checkpoints);

        host.ListGate = Task.CompletedTask;
        await host.Session.SendAsync(new SendMessage(Run, "msg_last", Content.Inline("more")));

        Assert.Single(host.Checkpoints);
    }

    [Fact]
    public async Task Session_ThatIsGone_SetsNoTimer_AndGoesNowhereElse()
    {
        var host = new OneHost();
        await host.Session.SendAsync(Create() with { Limits = new RunLimits { MaxRunDurationMs = 1000 } });
        Assert.NotNull(host.Timer);

        host.Session.Close();
        await host.Session.SendAsync(new PauseRun(Run));

        Assert.Equal(SessionPhase.Gone, host.Session.Phase);
        Assert.DoesNotContain(Enum.GetValues<SessionPhase>(), next => SessionPhases.Allows(SessionPhase.Gone, next));
    }

    [Fact]
    public async Task Checkpoint_WaitsForWhatIsNotListed()
    {
        var (host, listed) = (new OneHost(), new TaskCompletionSource());
        host.ListGate = listed.Task;
        await host.Session.SendAsync(Create());
        for (var i = 0; i < 300; i++)
            await host.Session.SendAsync(new SendMessage(Run, $"msg_{i}", Content.Inline("more")));
        Assert.Empty(host.Checkpoints);

        listed.SetResult();
        await host.Session.SendAsync(new SendMessage(Run, "msg_last", Content.Inline("more")));

        Assert.Equal((await host.Session.ReadAsync()).Position, Assert.Single(host.Checkpoints));
    }

    private static CreateRun Create() =>
        new(Run, "agent", 1, [new UserMessage(Content.Inline("Hi"))], new RunLimits(), ImmutableDictionary<string, string>.Empty, OnConflict.Enqueue);

    private static byte[] JournalRecordOf(Entry entry, long position)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        JournalCodec.Encode([new PlacedEntry(new EntryPlace(position, DateTimeOffset.UnixEpoch), entry)], buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
