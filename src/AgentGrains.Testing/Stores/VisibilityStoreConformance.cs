using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using Xunit;
using static AgentGrains.Testing.Stores.StoreSamples;

namespace AgentGrains.Testing.Stores;

/// <summary>What every <see cref="IVisibilityStore"/> does. A subclass for each store makes an empty one.</summary>
public abstract class VisibilityStoreConformance
{
    private static readonly VisibilityQuery Everything = new(null, null, null, null, null, 100);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Makes an empty store; the subclass disposes of it.</summary>
    protected abstract ValueTask<IVisibilityStore> CreateAsync();

    /// <summary>A run comes back whole, but for its output, which the journal holds.</summary>
    [Fact]
    public async Task Upsert_FullRun_IsReadBackWithoutOutput()
    {
        var store = await CreateAsync();
        var run = View(Run(1, 1), RunStatus.Waiting) with
        {
            Waiting = new Waiting(WaitReasons.Timer, "until tomorrow", Start.AddDays(1), "stp_1"),
            Output = Content.Inline("done"),
            OutputPosition = 17,
            Error = new RunError("AG3001", "no answer"),
            StartedAt = Start.AddSeconds(1),
            EndedAt = Start.AddSeconds(2),
        };
        await store.UpsertAsync(Acme, [new VisibilityChange(null, run, 4)], Cancellation);
        var stored = await store.ReadRunAsync(Acme, run.Id, Cancellation);
        AssertSame(run with { Output = null }, stored!);
        AssertSame(run with { Output = null }, Assert.Single(await store.ListRunsAsync(Acme, Everything, Cancellation)));
    }

    /// <summary>What is not listed is nothing, and another tenant's is not listed.</summary>
    [Fact]
    public async Task Read_UnknownOrOtherTenants_IsNothing()
    {
        var store = await CreateAsync();
        Assert.Null(await store.ReadRunAsync(Acme, Run(1, 1), Cancellation));
        Assert.Empty(await store.ListRunsAsync(Acme, Everything, Cancellation));
        Assert.Empty(await store.ListSessionsAsync(Acme, Everything, Cancellation));
        await store.UpsertAsync(Acme, [new VisibilityChange(View(Session(1)), View(Run(1, 1)), 0)], Cancellation);
        Assert.Null(await store.ReadRunAsync(Globex, Run(1, 1), Cancellation));
        Assert.Empty(await store.ListRunsAsync(Globex, Everything, Cancellation));
        Assert.Empty(await store.ListSessionsAsync(Globex, Everything, Cancellation));
    }

    /// <summary>A late view does not turn a run back; the same again changes nothing.</summary>
    [Fact]
    public async Task Upsert_LowerPosition_IsDropped()
    {
        var store = await CreateAsync();
        await store.UpsertAsync(Acme, [new VisibilityChange(null, View(Run(1, 1), RunStatus.Completed), 9)], Cancellation);
        await store.UpsertAsync(Acme, [new VisibilityChange(null, View(Run(1, 1), RunStatus.Running), 8)], Cancellation);
        Assert.Equal(RunStatus.Completed, (await store.ReadRunAsync(Acme, Run(1, 1), Cancellation))!.Status);
        await store.UpsertAsync(Acme, [new VisibilityChange(null, View(Run(1, 1), RunStatus.Failed), 9)], Cancellation);
        Assert.Equal(RunStatus.Failed, (await store.ReadRunAsync(Acme, Run(1, 1), Cancellation))!.Status);
    }

    /// <summary>The newest run comes first, and a page starts after the last id of the previous one.</summary>
    [Fact]
    public async Task ListRuns_Paged_GivesAllOnceNewestFirst()
    {
        var store = await CreateAsync();
        var runs = Enumerable.Range(0, 25).Select(number => Run(number % 4, number)).ToArray();
        await store.UpsertAsync(Acme, [.. runs.OrderBy(run => run.Key.Value[^1]).Select(run => new VisibilityChange(null, View(run), 0))], Cancellation);
        var listed = new List<RunId>();
        for (string? after = null; ;)
        {
            var page = await store.ListRunsAsync(Acme, Everything with { After = after, Limit = 10 }, Cancellation);
            listed.AddRange(page.Select(run => run.Id));
            if (page.Count < 10)
                break;
            after = page[^1].Id.ToString();
        }
        Assert.Equal(runs.Reverse(), listed);
    }

    /// <summary>Each filter leaves out what does not match, and they hold together.</summary>
    [Fact]
    public async Task ListRuns_Filters_HoldTogether()
    {
        var store = await CreateAsync();
        await store.UpsertAsync(Acme,
        [
            new VisibilityChange(null, View(Run(1, 1), RunStatus.Running, "writer"), 0),
            new VisibilityChange(null, View(Run(1, 2), RunStatus.Completed, "writer"), 0),
            new VisibilityChange(null, View(Run(2, 3), RunStatus.Running, "reader"), 0),
            new VisibilityChange(null, View(Run(2, 4), RunStatus.Queued, "writer") with { CreatedAt = Start.AddMilliseconds(1) }, 0),
        ], Cancellation);
        Assert.Equal([4, 2, 1], await FoundAsync(Everything with { Agent = "writer" }));
        Assert.Equal([4, 3], await FoundAsync(Everything with { Session = Session(2) }));
        Assert.Equal([3, 1], await FoundAsync(Everything with { Status = "running" }));
        Assert.Equal([2], await FoundAsync(Everything with { Status = "completed" }));
        Assert.Equal([4], await FoundAsync(Everything with { CreatedAfter = Start }));
        Assert.Equal([1], await FoundAsync(Everything with { Agent = "writer", Status = "running", Session = Session(1) }));
        Assert.Equal([2, 1], await FoundAsync(Everything with { After = Run(2, 3).ToString() }));
        Assert.Empty(await FoundAsync(Everything with { Status = "sleeping" }));

        async Task<IEnumerable<int>> FoundAsync(VisibilityQuery query) =>
            (await store.ListRunsAsync(Acme, query, Cancellation)).Select(run => int.Parse(run.Id.Key.Value.AsSpan(8), System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>A session is active while one of its runs has not ended.</summary>
    [Fact]
    public async Task ListSessions_Status_FollowsTheRuns()
    {
        var store = await CreateAsync();
        await store.UpsertAsync(Acme,
        [
            new VisibilityChange(View(Session(1)), View(Run(1, 1), RunStatus.Completed), 1),
            new VisibilityChange(View(Session(2), "reader") with { Status = SessionView.Active }, null, 1),
            new VisibilityChange(View(Session(3)), View(Run(3, 2), RunStatus.Paused), 1),
            new VisibilityChange(null, View(Run(3, 3), RunStatus.Failed), 1),
            new VisibilityChange(null, View(Run(4, 4), RunStatus.Running), 1),
        ], Cancellation);
        Assert.Equal([(Session(3), "active"), (Session(2), "idle"), (Session(1), "idle")], await FoundAsync(Everything));
        Assert.Equal([(Session(3), "active")], await FoundAsync(Everything with { Status = "active" }));
        Assert.Equal([(Session(2), "idle"), (Session(1), "idle")], await FoundAsync(Everything with { Status = "idle" }));
        Assert.Equal([(Session(2), "idle")], await FoundAsync(Everything with { Agent = "reader" }));
        Assert.Equal([(Session(1), "idle")], await FoundAsync(Everything with { After = Session(2).ToString() }));
        Assert.Equal([(Session(3), "active")], await FoundAsync(Everything with { Limit = 1 }));
        Assert.Empty(await FoundAsync(Everything with { CreatedAfter = Start }));
        await store.UpsertAsync(Acme, [new VisibilityChange(null, View(Run(3, 2), RunStatus.Terminated), 2)], Cancellation);
        Assert.Empty(await FoundAsync(Everything with { Status = "active" }));

        async Task<IEnumerable<(SessionId, string)>> FoundAsync(VisibilityQuery query) =>
            (await store.ListSessionsAsync(Acme, query, Cancellation)).Select(session => (session.Id, session.Status));
    }

    /// <summary>A session comes back whole; listing it again changes it.</summary>
    [Fact]
    public async Task Upsert_Session_IsListedAndRelisted()
    {
        var store = await CreateAsync();
        await store.UpsertAsync(Acme, [new VisibilityChange(View(Session(1)), null, 0)], Cancellation);
        var listed = Assert.Single(await store.ListSessionsAsync(Acme, Everything, Cancellation));
        Assert.Equal(View(Session(1)) with { Metadata = listed.Metadata }, listed);
        Assert.Equal("Ünal", listed.Metadata["customer"]);
        await store.UpsertAsync(Acme, [new VisibilityChange(View(Session(1)) with { Metadata = new Dictionary<string, string> { ["customer"] = "x" } }, null, 1)], Cancellation);
        Assert.Equal("x", Assert.Single(await store.ListSessionsAsync(Acme, Everything, Cancellation)).Metadata["customer"]);
    }

    /// <summary>Taking a session off takes its runs along, and no others; a host that delivers late lists nothing of it again.</summary>
    [Fact]
    public async Task Delete_Session_TakesItsRunsAlong_ForGood()
    {
        var store = await CreateAsync();
        await store.UpsertAsync(Acme,
        [
            new VisibilityChange(View(Session(1)), View(Run(1, 1)), 5),
            new VisibilityChange(View(Session(2)), View(Run(2, 2)), 5),
        ], Cancellation);
        Assert.False(await store.IsErasedAsync(Key(1), Cancellation));
        await store.DeleteAsync(Key(1), Start, Cancellation);
        Assert.Null(await store.ReadRunAsync(Acme, Run(1, 1), Cancellation));
        Assert.Equal([Run(2, 2)], (await store.ListRunsAsync(Acme, Everything, Cancellation)).Select(run => run.Id));
        Assert.Equal([Session(2)], (await store.ListSessionsAsync(Acme, Everything, Cancellation)).Select(session => session.Id));
        await store.UpsertAsync(
            Acme, [new VisibilityChange(View(Session(1)), View(Run(1, 1)), 9), new VisibilityChange(null, View(Run(1, 3)), 9), new VisibilityChange(null, View(Run(2, 2)), 9)], Cancellation);
        await store.DeleteAsync(Key(1), Start, Cancellation);
        Assert.Null(await store.ReadRunAsync(Acme, Run(1, 1), Cancellation));
        Assert.Null(await store.ReadRunAsync(Acme, Run(1, 3), Cancellation));
        Assert.Equal([Run(2, 2)], (await store.ListRunsAsync(Acme, Everything, Cancellation)).Select(run => run.Id));
        Assert.Equal([Session(2)], (await store.ListSessionsAsync(Acme, Everything, Cancellation)).Select(session => session.Id));
        Assert.Equal((true, false), (await store.IsErasedAsync(Key(1), Cancellation), await store.IsErasedAsync(Key(2), Cancellation)));
    }

    /// <summary>An erased session is remembered as long as it may matter, and no longer.</summary>
    [Fact]
    public async Task Delete_LongAfterAnother_ForgetsTheOther()
    {
        var store = await CreateAsync();
        await store.UpsertAsync(Acme, [new VisibilityChange(View(Session(1)), View(Run(1, 1)), 5), new VisibilityChange(View(Session(2)), null, 5)], Cancellation);
        await store.DeleteAsync(Key(1), Start, Cancellation);
        await store.DeleteAsync(Key(2), Start + IVisibilityStore.ErasedKept, Cancellation);
        Assert.True(await store.IsErasedAsync(Key(1), Cancellation));
        await store.DeleteAsync(Key(2), Start + IVisibilityStore.ErasedKept + TimeSpan.FromMilliseconds(1), Cancellation);
        Assert.Equal((false, true), (await store.IsErasedAsync(Key(1), Cancellation), await store.IsErasedAsync(Key(2), Cancellation)));
    }

    private static void AssertSame(RunView expected, RunView actual)
    {
        Assert.Equal(expected, actual with { Metadata = expected.Metadata });
        Assert.Equal(expected.Metadata, actual.Metadata);
    }
}
