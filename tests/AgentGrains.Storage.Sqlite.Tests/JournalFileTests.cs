using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Sqlite.Journals;

namespace AgentGrains.Storage.Sqlite.Tests;

/// <summary>What the journal leaves in its file, and what its writer remembers.</summary>
public sealed class JournalFileTests : IAsyncDisposable
{
    private static readonly TenantId Acme = TenantId.Parse("acme");
    private static readonly SessionKey Session = new(Acme, SessionId.Parse("ses_01KDYA9ZQ00000000000000000"));

    private readonly DataFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => folder.DisposeAsync();

    [Fact]
    public async Task Append_RolledBackWithAnotherWrite_IsDoneAgainFromWhatIsStored()
    {
        var storage = folder.Open();
        await storage.Journals.AppendAsync(Append(0), Cancellation);
        using var gate = new ManualResetEventSlim();
        var blocker = storage.Tenants.WriteAsync(Acme, _ =>
        {
            gate.Wait(Cancellation);
            return true;
        }, Cancellation);
        var append = storage.Journals.AppendAsync(Append(1), Cancellation).AsTask();
        var failing = storage.Tenants.WriteAsync<bool>(Acme, _ => throw new InvalidOperationException("no"), Cancellation);
        gate.Set();
        await blocker;
        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        await append;
        await storage.Journals.AppendAsync(Append(2), Cancellation);
        Assert.Equal(3, (await storage.Journals.ReadHeaderAsync(Session, Cancellation))!.Position);
    }

    [Fact]
    public async Task Delete_Session_LeavesNoRowBehind()
    {
        var storage = folder.Open();
        // As many as are moved, and some that are not.
        await storage.Journals.AppendAsync(Append(0), Cancellation);
        await Task.WhenAll(Enumerable.Range(1, RecordPlaces.MaxRecent + 10).Select(position => storage.Journals.AppendAsync(Append(position), Cancellation).AsTask()));
        await storage.Journals.SaveCheckpointAsync(Session, 5, new byte[10], Cancellation);
        Assert.NotEqual(0, await RowsAsync("places"));
        Assert.True(await RowsAsync("records") > await RowsAsync("places"), "Every place was moved, but some should be recent.");
        await storage.Journals.DeleteAsync(Session, Cancellation);
        foreach (var table in new[] { "sessions", "records", "places", "checkpoints" })
            Assert.Equal(0, await RowsAsync(table));

        Task<long> RowsAsync(string table) =>
            storage.Tenants.ReadAsync(Acme, connection => connection.Sql($"SELECT count(*) FROM {table}").First(row => row.Number(0)), -1, Cancellation);
    }

    /// <summary>The numbers of the deleted session's records are free in the file, but their places are still in memory: given again, one session would be read or deleted for another.</summary>
    [Fact]
    public async Task Delete_BeforeTheFirstAppendAfterAStart_TouchesNoOtherSession()
    {
        var before = folder.Open();
        await before.Journals.AppendAsync(Append(0), Cancellation);
        await before.Journals.AppendAsync(Append(1), Cancellation);
        await before.DisposeAsync();

        var storage = folder.Open();
        await storage.Journals.DeleteAsync(Session, Cancellation);
        var other = Session with { Session = SessionId.Parse("ses_01KDYA9ZQ00000000000000001") };
        await storage.Journals.AppendAsync(Append(0), Cancellation);
        await storage.Journals.AppendAsync(Append(0) with { Session = other }, Cancellation);
        Assert.Single(await storage.Journals.ReadAsync(Session, 0, long.MaxValue, Cancellation).ToListAsync(Cancellation));
        await storage.Journals.DeleteAsync(Session, Cancellation);
        Assert.Equal(1, (await storage.Journals.ReadHeaderAsync(other, Cancellation))?.Position);
        Assert.Single(await storage.Journals.ReadAsync(other, 0, long.MaxValue, Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Read_WhilePlacesAreMoved_SeesEveryRecordOfItsHeader()
    {
        var storage = folder.Open();
        await storage.Journals.AppendAsync(Append(0), Cancellation);
        var (written, ended) = (0L, false);
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(ReadAsync, Cancellation)).ToArray();
        for (var position = 1; position < 3 * RecordPlaces.MaxRecent;)
        {
            var next = position + 500;
            await Task.WhenAll(Enumerable.Range(position, 500).Select(at => storage.Journals.AppendAsync(Append(at), Cancellation).AsTask()));
            Volatile.Write(ref written, position = next);
        }
        Volatile.Write(ref ended, true);
        await Task.WhenAll(readers);

        async Task ReadAsync()
        {
            while (!Volatile.Read(ref ended))
            {
                var least = Volatile.Read(ref written);
                var end = (await storage.Journals.ReadHeaderAsync(Session, Cancellation))!.Position;
                Assert.True(end >= least, $"The header ended at {end}, but {least} was acknowledged before.");
                var from = Math.Max(end - 600, 0);
                var positions = await storage.Journals.ReadAsync(Session, from, end, Cancellation).Select(record => record.Position).ToListAsync(Cancellation);
                Assert.Equal(Enumerable.Range((int)from, (int)(end - from)).Select(position => (long)position), positions);
            }
        }
    }

    private static JournalAppend Append(long position) => new(Session, 1, position, 1, new byte[20], true);
}
