using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Sqlite.Files;

namespace AgentGrains.Storage.Sqlite.Tests;

/// <summary>Files of earlier versions are read in full and can be written.</summary>
public sealed class MigrationTests : IAsyncDisposable
{
    private static readonly TenantId Acme = TenantId.Parse("acme");
    private static readonly SessionKey First = new(Acme, SessionId.Parse("ses_01KDYA9ZQ00000000000000000"));
    private static readonly SessionKey Second = new(Acme, SessionId.Parse("ses_01KDYA9ZQ00000000000000001"));

    private readonly DataFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => folder.DisposeAsync();

    [Fact]
    public async Task Open_TenantFileOfVersion1_KeepsMovedAndRecentRecords()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.TenantFile("acme"))!);
        await WriteAsync(folder.TenantFile("acme"), TenantSchema.Value, $"""
            INSERT INTO sessions (no, id, epoch, unfinished) VALUES (1, '{First.Session}', 4, 1), (2, '{Second.Session}', 1, 0);
            INSERT INTO records (no, session_no, position, count, content) VALUES (1, 1, 0, 2, x'0a'), (2, 2, 0, 1, x'0b'), (3, 1, 2, 1, x'0c'), (4, 1, 3, 1, x'0d');
            INSERT INTO places (session_no, position, record_no) VALUES (1, 0, 1), (2, 0, 2);
            INSERT INTO recent_places (session_no, position, record_no) VALUES (1, 2, 3), (1, 3, 4)
            """);
        var journals = folder.Open().Journals;
        Assert.Equal(new SessionHeader(4, 4, true), await journals.ReadHeaderAsync(First, Cancellation));
        Assert.Equal([First], await journals.ReadUnfinishedAsync(Cancellation).ToListAsync(Cancellation));
        await journals.AppendAsync(new JournalAppend(First, 4, 4, 1, new byte[] { 0x0e }, true), Cancellation);
        var records = await journals.ReadAsync(First, 0, 10, Cancellation).ToListAsync(Cancellation);
        Assert.Equal([(0, 0x0a), (2, 0x0c), (3, 0x0d), (4, 0x0e)], records.Select(record => ((int)record.Position, (int)record.Content.Span[0])));
        Assert.Equal(1, (await journals.ReadHeaderAsync(Second, Cancellation))!.Position);
    }

    [Fact]
    public async Task Open_HostFileOfVersion1_KeepsWakeUps()
    {
        var wakeUp = new WakeUp(First, DateTimeOffset.FromUnixTimeMilliseconds(5_000), "silo", 3);
        await WriteAsync(folder.HostFile, HostSchema.Value, $"""
            INSERT INTO wake_ups (session, shard, due_at, owner, stamp) VALUES ('{First}', {WakeUp.ShardOf(First)}, 5000, 'silo', 3)
            """);
        var wakeUps = folder.Open().WakeUps;
        Assert.Equal(wakeUp, await wakeUps.FindAsync(First, Cancellation));
        Assert.Equal([wakeUp], await wakeUps.ReadDueAsync(WakeUp.ShardOf(First), wakeUp.DueAt, 10, Cancellation));
        Assert.Equal([wakeUp], await wakeUps.ReadOrphanedAsync(WakeUp.ShardOf(First), ["other"], 10, Cancellation));
    }

    /// <summary>Writes a file as the first version did.</summary>
    private static async Task WriteAsync(string path, Schema schema, string rows)
    {
        await using var file = DatabaseFile.Open(path, new Schema([schema.Steps[0]]), 1);
        await file.WriteAsync(state =>
        {
            state.Connection.Script(rows);
            return true;
        });
    }
}
