using AgentGrains.Core.Errors;
using AgentGrains.Storage.Sqlite.Files;

namespace AgentGrains.Storage.Sqlite.Tests;

/// <summary>Queued writes are committed together, each with its own result, and no read sees them before.</summary>
public sealed class GroupWriterTests : IAsyncDisposable
{
    private readonly DataFolder folder = new();
    private readonly DatabaseFile file;

    public GroupWriterTests() => file = DatabaseFile.Open(Path.Combine(folder.Path, "file.db"), new Schema(["CREATE TABLE numbers (n INTEGER PRIMARY KEY)"]), 2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await file.DisposeAsync();
        await folder.DisposeAsync();
    }

    [Fact]
    public async Task Write_OneOfAGroupFails_OthersAreDoneOnce()
    {
        var executions = new int[100];
        using var gate = new ManualResetEventSlim();
        var blocker = file.WriteAsync(_ => Wait(gate));
        var writes = Enumerable.Range(0, 100).Select(number => file.WriteAsync(state =>
        {
            executions[number]++;
            // The half of a write before its failure is undone as well.
            Insert(state, number);
            return number == 50 ? throw new InvalidOperationException("no") : Insert(state, number + 1_000);
        })).ToArray();
        gate.Set();
        await blocker;
        for (var number = 0; number < 100; number++)
        {
            if (number == 50)
                await Assert.ThrowsAsync<InvalidOperationException>(() => writes[number]);
            else
                await writes[number];
        }
        // Those before the failing one were done, rolled back and done again: they had been in one transaction with it.
        Assert.All(executions[..51], count => Assert.Equal(2, count));
        Assert.All(executions[51..], count => Assert.Equal(1, count));
        Assert.Equal(198, await CountAsync());
    }

    [Fact]
    public async Task Read_WhileAGroupIsWritten_SeesOnlyWhatIsDurable()
    {
        using var gate = new ManualResetEventSlim();
        using var started = new ManualResetEventSlim();
        var write = file.WriteAsync(state =>
        {
            Insert(state, 1);
            started.Set();
            return Wait(gate);
        });
        started.Wait(Cancellation);
        Assert.Equal(0, await CountAsync());
        Assert.False(write.IsCompleted);
        gate.Set();
        await write;
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task Write_TooManyWait_IsRefused()
    {
        using var gate = new ManualResetEventSlim();
        using var started = new ManualResetEventSlim();
        var blocker = file.WriteAsync(_ =>
        {
            started.Set();
            return Wait(gate);
        });
        started.Wait(Cancellation);
        var writes = Enumerable.Range(0, GroupWriter.MaxWaiting).Select(number => file.WriteAsync(state => Insert(state, number))).ToArray();
        Assert.Equal(ErrorCodes.StoreUnavailable, (await Assert.ThrowsAsync<AgentGrainsException>(() => file.WriteAsync(state => Insert(state, -1)))).Code);
        gate.Set();
        await blocker;
        await Task.WhenAll(writes);
        Assert.Equal(writes.Length, await CountAsync());
    }

    private static bool Insert(WriterState state, int number) => state.Connection.Sql("INSERT INTO numbers (n) VALUES (?)").Bind(number).Run() == 1;

    private static bool Wait(ManualResetEventSlim gate)
    {
        gate.Wait(Cancellation);
        return true;
    }

    private Task<long> CountAsync() => file.ReadAsync(connection => connection.Sql("SELECT count(*) FROM numbers").First(row => row.Number(0)), Cancellation);
}
