using AgentGrains.Core.Errors;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Harness.Proxies;
using AgentGrains.Storage.Azure.Tests.Outcomes;
using static AgentGrains.Storage.Azure.Tests.Outcomes.Stored;

namespace AgentGrains.Storage.Azure.Tests;

/// <summary>An erasure takes several requests. Whatever comes in between, it takes what it was to take and nothing else.</summary>
public sealed class ErasureTests(AzuriteFixture azurite)
{
    /// <summary>Long enough for another process to erase a session and create it again.</summary>
    private static readonly TimeSpan Slowly = TimeSpan.FromMilliseconds(400);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Append_AfterAnErasureThatWasCutOff_IsThere_ThoughItsContentIsABlob()
    {
        await ForEachRequestAsync(StoreFault.LostBefore, async (account, disturbed) =>
        {
            var storage = await account.OpenAsync();
            await storage.Journals.AppendAsync(Append(0, 1, bytes: BlobBytes), Cancellation);
            await storage.Journals.AppendAsync(Append(1, 2), Cancellation);
            await TryAsync(disturbed.Journals.DeleteAsync(Session(), Cancellation));
            if (await storage.Journals.ReadHeaderAsync(Session(), Cancellation) is null)
                await storage.Journals.AppendAsync(Append(0, 3, bytes: BlobBytes), Cancellation);
            else
                return;
            Assert.Equal($"at 1 saved  0:3x{BlobBytes}", await JournalAsync(await account.OpenAsync()));
        });
    }

    [Fact]
    public async Task Erasure_OvertakenByAnother_AndANewSession_LeavesTheNewOne()
    {
        var overtaken = 0;
        await ForEachRequestAsync(StoreFault.Slow, async (account, slow) =>
        {
            var storage = await account.OpenAsync();
            await storage.Journals.AppendAsync(Append(0, 1, bytes: BlobBytes), Cancellation);
            await storage.Journals.SaveCheckpointAsync(Session(), 1, Bytes(1, BlobBytes), Cancellation);
            var erasing = slow.Journals.DeleteAsync(Session(), Cancellation).AsTask();
            await Task.Delay(Slowly / 4, TimeProvider.System, Cancellation);
            var started = await storage.Journals.ReadHeaderAsync(Session(), Cancellation) is null;
            await storage.Journals.DeleteAsync(Session(), Cancellation);
            await storage.Journals.AppendAsync(Append(0, 2, bytes: BlobBytes), Cancellation);
            await erasing;
            // An erasure that had not started erases the new session.
            Assert.Equal(started ? $"at 1 saved  0:2x{BlobBytes}" : "none ", await JournalAsync(await account.OpenAsync()));
            overtaken += started ? 1 : 0;
        });
        Assert.InRange(overtaken, 4, 100);
    }

    [Fact]
    public async Task Checkpoint_OvertakenByAnErasure_IsNotTheNextSessions()
    {
        await ForEachRequestAsync(StoreFault.Slow, async (account, slow) =>
        {
            var storage = await account.OpenAsync();
            await storage.Journals.AppendAsync(Append(0, 1), Cancellation);
            var saving = slow.Journals.SaveCheckpointAsync(Session(), 1, Bytes(1), Cancellation).AsTask();
            await Task.Delay(Slowly / 4, TimeProvider.System, Cancellation);
            await storage.Journals.DeleteAsync(Session(), Cancellation);
            await saving;
            await storage.Journals.AppendAsync(Append(0, 2), Cancellation);
            Assert.Equal("at 1 saved  0:2x3", await JournalAsync(await account.OpenAsync()));
        });
    }

    /// <summary>The blob that the older checkpoint's row named is deleted with it.</summary>
    [Fact]
    public async Task Opening_OvertakenByANewerCheckpoint_ReadsIt()
    {
        await ForEachRequestAsync(StoreFault.Slow, async (account, slow) =>
        {
            var storage = await account.OpenAsync();
            await storage.Journals.AppendAsync(Append(0, 1), Cancellation);
            await storage.Journals.AppendAsync(Append(1, 2), Cancellation);
            await storage.Journals.SaveCheckpointAsync(Session(), 1, Bytes(1, BlobBytes), Cancellation);
            var opening = slow.Journals.OpenAsync(Session(), Cancellation).AsTask();
            await Task.Delay(Slowly / 4, TimeProvider.System, Cancellation);
            await storage.Journals.SaveCheckpointAsync(Session(), 2, Bytes(2, BlobBytes), Cancellation);
            var opened = await opening;
            Assert.Equal(opened!.Checkpoint!.Position, opened.Checkpoint.State.Span[0]);
            Assert.Single(await account.CheckpointBlobsAsync());
        });
    }

    [Fact]
    public async Task List_ErasureCutOffAnywhere_AndDoneAgain_LeavesOnlyThatItWasErased_AndThatGoesLater()
    {
        await ForEachRequestAsync(StoreFault.LostBefore, async (account, disturbed) =>
        {
            var storage = await account.OpenAsync();
            // The newest has ended and so has fewer rows: no transaction of 100 rows ends where a run does.
            var runs = Enumerable.Range(1, 25).Select(number => new VisibilityChange(null, Run(number, number == 25 ? RunStatus.Completed : RunStatus.Running), 1));
            await storage.Visibility.UpsertAsync(Tenant, [.. runs, new VisibilityChange(View(), null, 1)], Cancellation);
            await TryAsync(disturbed.Visibility.DeleteAsync(Session(), Start, Cancellation));
            await storage.Visibility.DeleteAsync(Session(), Start, Cancellation);
            // A row under each key, and one by which it is found: 25 runs and the session.
            Assert.Equal(2 * 26, (await RowsAsync(account)).Count);

            await storage.Visibility.DeleteAsync(Session(2), Start + IVisibilityStore.ErasedKept + TimeSpan.FromMilliseconds(1), Cancellation);
            Assert.Equal(2, (await RowsAsync(account)).Count);
        });
    }

    [Theory]
    [InlineData("ru.")]
    [InlineData("su.")]
    public async Task List_WhoseIndexRowIsMissing_IsWrittenRepairedAndErased(string index)
    {
        var account = new Account(azurite);
        var storage = await account.OpenAsync();
        await storage.Visibility.UpsertAsync(Tenant, [new VisibilityChange(View(), Run(1, RunStatus.Running), 1)], Cancellation);
        await DropAsync(account, index);

        await storage.Visibility.UpsertAsync(Tenant, [new VisibilityChange(null, Run(1, RunStatus.Completed), 2)], Cancellation);
        // A host that remembers nothing sees that the row is newer by its ETag.
        await (await account.OpenAsync()).Visibility.UpsertAsync(Tenant, [new VisibilityChange(null, Run(1, RunStatus.Completed), 3)], Cancellation);
        Assert.Equal(RunStatus.Completed, Assert.Single(await storage.Visibility.ListRunsAsync(Tenant, new VisibilityQuery(null, null, null, null, null, 10), Cancellation)).Status);

        await DropAsync(account, "ra.");
        await storage.Visibility.DeleteAsync(Session(), Start, Cancellation);
        Assert.Empty(await storage.Visibility.ListRunsAsync(Tenant, new VisibilityQuery(null, null, null, null, null, 10), Cancellation));
    }

    private static async Task DropAsync(Account account, string index)
    {
        foreach (var row in (await RowsAsync(account)).Select(row => row.Split(' ')).Where(row => row[2].StartsWith(index, StringComparison.Ordinal)))
            await account.Tables().GetTableClient(row[0]).DeleteEntityAsync(row[1], row[2], cancellationToken: Cancellation);
    }

    /// <summary>Does it once for each request it makes, in an account of its own, with that request disturbed.</summary>
    private async Task ForEachRequestAsync(StoreFault fault, Func<Account, AzureStorage, Task> act)
    {
        for (var at = 1; ; at++)
        {
            var account = new Account(azurite);
            await using var proxy = await FaultProxy.StartAsync(azurite.Endpoints);
            var disturbed = account.Make(proxy, retries: 2);
            await disturbed.PrepareAsync(Cancellation);
            var once = new FaultAt(at, fault, fault == StoreFault.Slow ? 1 : 3);
            proxy.Faults = once.Faults(Slowly);
            await act(account, disturbed);
            if (!once.Happened)
            {
                Assert.InRange(at, 3, 100);
                return;
            }
        }
    }

    private static async Task TryAsync(ValueTask call)
    {
        try
        {
            await call;
        }
        catch (AgentGrainsException cut) when (cut.Code == ErrorCodes.StoreUnavailable)
        {
            // What the request that was lost looks like.
        }
    }

    private static async Task<List<string>> RowsAsync(Account account)
    {
        var rows = new List<string>();
        await foreach (var table in account.Tables().QueryAsync(cancellationToken: Cancellation))
        {
            await foreach (var row in account.Tables().GetTableClient(table.Name).QueryAsync<global::Azure.Data.Tables.TableEntity>(cancellationToken: Cancellation))
                rows.Add($"{table.Name} {row.PartitionKey} {row.RowKey}");
        }
        return [.. rows.Where(row => row.StartsWith("agl", StringComparison.Ordinal))];
    }
}
