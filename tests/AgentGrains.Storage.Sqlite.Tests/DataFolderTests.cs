using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Sqlite.Files;
using AgentGrains.Storage.Sqlite.Journals;
using Microsoft.Data.Sqlite;

namespace AgentGrains.Storage.Sqlite.Tests;

/// <summary>What happens to the folder and its files at their edges: a second owner, other versions, damage, a crash, closing.</summary>
public sealed class DataFolderTests : IAsyncDisposable
{
    private static readonly SessionKey Session = Key("acme");

    private readonly DataFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => folder.DisposeAsync();

    [Fact]
    public async Task Open_FolderInUse_IsRefusedUntilItIsFree()
    {
        var first = folder.Open();
        var refused = Assert.Throws<AgentGrainsException>(() => folder.Open());
        Assert.Equal(ErrorCodes.DataFolderInUse, refused.Code);
        Assert.Contains(folder.Path, refused.Message, StringComparison.Ordinal);
        await first.DisposeAsync();
        folder.Open();
    }

    [Fact]
    public void Open_WrongOptions_NamesEach()
    {
        var mistakes = Assert.Throws<ArgumentException>(() => SqliteStorage.Open(new SqliteStorageOptions { MaxOpenTenants = 0, MaxReadersPerFile = 65 }));
        Assert.Contains(nameof(SqliteStorageOptions.DataFolder), mistakes.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(SqliteStorageOptions.MaxOpenTenants), mistakes.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(SqliteStorageOptions.MaxReadersPerFile), mistakes.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FolderIsAFile_IsUnavailable()
    {
        var file = Path.Combine(folder.Path, "file");
        File.WriteAllText(file, "");
        var failure = Assert.Throws<AgentGrainsException>(() => SqliteStorage.Open(new SqliteStorageOptions { DataFolder = Path.Combine(file, "data") }));
        Assert.Equal(ErrorCodes.StoreUnavailable, failure.Code);
    }

    [Fact]
    public async Task Use_NewerFile_IsRefusedAndLeftAlone()
    {
        await AppendAndCloseAsync();
        Execute(folder.TenantFile("acme"), "PRAGMA user_version = 99");
        var before = await File.ReadAllBytesAsync(folder.TenantFile("acme"), Cancellation);
        var storage = folder.Open();
        await AssertFailsAsync(ErrorCodes.NewerData, () => storage.Journals.OpenAsync(Session, Cancellation).AsTask());
        await AssertFailsAsync(ErrorCodes.NewerData, () => AppendAsync(storage, Session, 1));
        Assert.Equal(before, await File.ReadAllBytesAsync(folder.TenantFile("acme"), Cancellation));
        await AppendAsync(storage, Key("globex"), 0);
    }

    [Fact]
    public async Task Open_NewerHostFile_IsRefusedAndTheFolderIsFree()
    {
        await folder.Open().DisposeAsync();
        Execute(folder.HostFile, "PRAGMA user_version = 99");
        for (var attempt = 0; attempt < 2; attempt++)
            Assert.Equal(ErrorCodes.NewerData, Assert.Throws<AgentGrainsException>(() => folder.Open()).Code);
    }

    [Fact]
    public async Task Migrate_OlderFile_TakesTheStepsItLacks()
    {
        var path = Path.Combine(folder.Path, "file.db");
        var first = new Schema(["CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1)"]);
        await DatabaseFile.Open(path, first, 1).DisposeAsync();
        var second = first with { Steps = [.. first.Steps, "ALTER TABLE a ADD COLUMN y INTEGER NOT NULL DEFAULT 7", "CREATE TABLE b (z INTEGER)"] };
        for (var opening = 0; opening < 2; opening++)
        {
            await using var file = DatabaseFile.Open(path, second, 1);
            Assert.Equal((1, 7, 3), await file.ReadAsync(connection => connection
                .Sql("SELECT x, y, (SELECT user_version FROM pragma_user_version) + (SELECT count(*) FROM b) FROM a")
                .First(row => (row.Number(0), row.Number(1), row.Number(2))), Cancellation));
        }
        Assert.Equal(ErrorCodes.NewerData, Assert.Throws<AgentGrainsException>(() => DatabaseFile.Open(path, first, 1)).Code);
    }

    [Fact]
    public async Task Use_DamagedFile_SaysSoAndHarmsNoOtherTenant()
    {
        await AppendAndCloseAsync();
        await File.WriteAllBytesAsync(folder.TenantFile("acme"), Enumerable.Repeat((byte)0x5a, 50_000).ToArray(), Cancellation);
        var storage = folder.Open();
        await AssertFailsAsync(ErrorCodes.DamagedData, () => storage.Journals.OpenAsync(Session, Cancellation).AsTask());
        await AppendAsync(storage, Key("globex"), 0);
    }

    [Fact]
    public async Task Use_FileCannotBeOpened_IsUnavailableUntilItCan()
    {
        var storage = folder.Open();
        Directory.CreateDirectory(folder.TenantFile("acme"));
        await AssertFailsAsync(ErrorCodes.StoreUnavailable, () => AppendAsync(storage, Session, 0));
        Directory.Delete(folder.TenantFile("acme"));
        await AppendAsync(storage, Session, 0);
    }

    [Fact]
    public async Task Reopen_AfterCrash_HasAllThatWasAcknowledged()
    {
        var storage = folder.Open();
        for (var position = 0; position < 100; position++)
            await AppendAsync(storage, Session, position);
        await storage.WakeUps.SetAsync(new WakeUp(Session, DateTimeOffset.UnixEpoch, null, 1), Cancellation);
        await using var copy = folder.CopyAsAfterCrash();
        var reopened = copy.Open();
        Assert.Equal(new SessionHeader(1, 100, true), await reopened.Journals.ReadHeaderAsync(Session, Cancellation));
        Assert.Equal(100, (await reopened.Journals.OpenAsync(Session, Cancellation))!.Tail.Count);
        Assert.Single(await reopened.WakeUps.ReadDueAsync(WakeUp.ShardOf(Session), DateTimeOffset.UnixEpoch, 9, Cancellation));
        await AppendAsync(reopened, Session, 100);
    }

    [Fact]
    public async Task Close_AfterWrites_LeavesNoLogBehind()
    {
        await AppendAndCloseAsync();
        Assert.Empty(Directory.EnumerateFiles(folder.Path, "*-wal", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Dispose_WithAppendsPending_EachIsDoneOrRefused()
    {
        var storage = folder.Open();
        await AppendAsync(storage, Session, 0);
        var appends = Enumerable.Range(0, 500).Select(number => Task.Run(() => AppendAsync(storage, Key("acme", number + 1), 0))).ToArray();
        await Task.WhenAny(appends);
        await storage.DisposeAsync();
        var reopened = folder.Open();
        for (var number = 0; number < appends.Length; number++)
        {
            var failure = await Record.ExceptionAsync(() => appends[number]);
            Assert.True(failure is null or AgentGrainsException { Code.Value: "AG4002" }, failure?.ToString());
            var header = await reopened.Journals.ReadHeaderAsync(Key("acme", number + 1), Cancellation);
            Assert.Equal(failure is null, header is not null);
        }
        await AssertFailsAsync(ErrorCodes.StoreUnavailable, () => AppendAsync(storage, Session, 1));
    }

    [Fact(Timeout = 60_000)]
    public async Task Use_MoreTenantsThanMayBeOpen_ClosesAndReopens()
    {
        var storage = folder.Open(maxOpenTenants: 2);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(tenant => Task.Run(async () =>
        {
            for (var position = 0; position < 20; position++)
                await AppendAsync(storage, Key($"tenant-{tenant}"), position);
        }, Cancellation)));
        for (var tenant = 0; tenant < 8; tenant++)
            Assert.Equal(20, (await storage.Journals.ReadHeaderAsync(Key($"tenant-{tenant}"), Cancellation))!.Position);
        // A file is closed in the background; an open one that was written has a log beside it.
        while (Directory.EnumerateFiles(Path.Combine(folder.Path, "tenants"), "*-wal").Count() > 2)
            await storage.Journals.ReadHeaderAsync(Key("tenant-7"), TestContext.Current.CancellationToken);
    }

    private static SessionKey Key(string tenant, int number = 0) => new(TenantId.Parse(tenant), SessionId.Parse($"ses_01KDYA9ZQ{number:D17}"));

    private static Task AppendAsync(SqliteStorage storage, SessionKey session, long position) =>
        storage.Journals.AppendAsync(new JournalAppend(session, 1, position, 1, new byte[100], true), Cancellation).AsTask();

    private static async Task AssertFailsAsync(Core.Errors.ErrorCode code, Func<Task> call) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<AgentGrainsException>(call)).Code);

    private static void Execute(string path, string sql)
    {
        using var connection = Connection.Open(path, SqliteOpenMode.ReadWrite, new RecentPlaces());
        connection.Script(sql);
    }

    private async Task AppendAndCloseAsync()
    {
        var storage = folder.Open();
        await AppendAsync(storage, Session, 0);
        await storage.DisposeAsync();
    }
}
