using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Testing.Stores;
using CsCheck;

namespace AgentGrains.Harness.Stores;

/// <summary>Generated sequences of operations do the same to a store's journals as to the model. A subclass for each store makes an empty one.</summary>
public abstract class JournalStoreModel
{
    private static readonly Gen<SessionKey> Sessions =
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 2], (tenant, session) => new SessionKey(TenantId.Parse(tenant == 0 ? "acme" : "globex"), SessionId.Parse($"ses_01KDYA9ZP{session:D17}")));

    private static readonly Gen<Operation> Operations = Gen.Frequency(
        (20, Gen.Select(Sessions, Gen.Frequency((12, Gen.Const(0)), (1, Gen.Const(-1)), (1, Gen.Const(1))), Gen.Int[1, 3], Gen.Int[1, 4], Gen.Byte.Array[0, 40], Gen.Bool,
            (session, offset, epoch, count, content, unfinished) => (Operation)new Append(session, offset, epoch, count, content, unfinished))),
        (4, Gen.Select(Sessions, Gen.Int[0, 12], Gen.Byte.Array[0, 9], (session, position, state) => (Operation)new Save(session, position, state))),
        (1, Sessions.Select(session => (Operation)new Delete(session))),
        (6, Gen.Select(Sessions, Gen.Int[0, 20], Gen.Int[0, 20], (session, from, to) => (Operation)new Read(session, from, to))),
        (1, Gen.Const((Operation)new Reopen())),
        (1, Gen.Const((Operation)new Crash())));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Sequences that are run, each on an empty store.</summary>
    protected virtual long Iterations => 60;

    /// <summary>Makes an empty store.</summary>
    protected abstract ValueTask<IJournalsUnderTest> CreateAsync();

    [Fact]
    public Task Sequences_Generated_MatchTheModel() => Operations.Array[1, 60].SampleAsync(RunAsync, iter: Iterations, threads: 2);

    /// <summary>Runs sequences of which each is as long as may be, with something done in the middle that the model does not see.</summary>
    protected Task RunLongAsync(long iterations, Func<IJournalStore, Task> inTheMiddle) =>
        Operations.Array[30, 60].SampleAsync(operations => RunAsync(operations, inTheMiddle), iter: iterations, threads: 1);

    private Task RunAsync(Operation[] operations) => RunAsync(operations, static _ => Task.CompletedTask);

    private async Task RunAsync(Operation[] operations, Func<IJournalStore, Task> inTheMiddle)
    {
        var model = new InMemoryJournalStore();
        await using var run = await CreateAsync();
        for (var index = 0; index < operations.Length; index++)
        {
            if (index == operations.Length / 2)
                await inTheMiddle(run.Store);
            switch (operations[index])
            {
                case Append append:
                    Assert.Equal(await TryAppendAsync(model, model, append), await TryAppendAsync(run.Store, model, append));
                    break;
                case Save save:
                    await model.SaveCheckpointAsync(save.Session, save.Position, save.State, Cancellation);
                    await run.Store.SaveCheckpointAsync(save.Session, save.Position, save.State, Cancellation);
                    break;
                case Delete delete:
                    await model.DeleteAsync(delete.Session, Cancellation);
                    await run.Store.DeleteAsync(delete.Session, Cancellation);
                    break;
                case Read read:
                    Assert.Equal(await TextAsync(model, read), await TextAsync(run.Store, read));
                    break;
                case Reopen:
                    await run.ReopenAsync();
                    break;
                case Crash:
                    await run.CrashAsync();
                    break;
            }
        }
        await AssertSameAsync(model, run.Store);
    }

    private static async Task<bool> TryAppendAsync(IJournalStore store, InMemoryJournalStore model, Append append)
    {
        // The position that would fit is the model's before the append; the model appends first.
        var next = append.Position ??= (await model.ReadHeaderAsync(append.Session, Cancellation))?.Position ?? 0;
        if (next + append.Offset < 0)
            return false;
        try
        {
            await store.AppendAsync(new JournalAppend(append.Session, append.Epoch, next + append.Offset, append.Count, append.Content, append.Unfinished), Cancellation);
            return true;
        }
        catch (JournalConflictException)
        {
            return false;
        }
    }

    private static async Task AssertSameAsync(InMemoryJournalStore model, IJournalStore store)
    {
        foreach (var session in Enumerable.Range(0, 6).Select(number => new SessionKey(TenantId.Parse(number < 3 ? "acme" : "globex"), SessionId.Parse($"ses_01KDYA9ZP{number % 3:D17}"))))
        {
            Assert.Equal(await model.ReadHeaderAsync(session, Cancellation), await store.ReadHeaderAsync(session, Cancellation));
            Assert.Equal(Text(await model.OpenAsync(session, Cancellation)), Text(await store.OpenAsync(session, Cancellation)));
            Assert.Equal(await TextAsync(model, new Read(session, 0, int.MaxValue)), await TextAsync(store, new Read(session, 0, int.MaxValue)));
        }
        Assert.Equal(await UnfinishedAsync(model), await UnfinishedAsync(store));
    }

    private static async Task<string> UnfinishedAsync(IJournalStore store)
    {
        var sessions = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var session in store.ReadUnfinishedAsync(Cancellation))
            Assert.True(sessions.Add(session.ToString()));
        return string.Join('\n', sessions);
    }

    private static async Task<string> TextAsync(IJournalStore store, Read read)
    {
        var records = new List<JournalRecord>();
        await foreach (var record in store.ReadAsync(read.Session, read.From, read.To, Cancellation))
            records.Add(record);
        return Text(records);
    }

    private static string Text(JournalOpening? opening) => opening is null
        ? "none"
        : $"{opening.Header} {opening.Checkpoint?.Position} {Convert.ToHexString(opening.Checkpoint?.State.ToArray() ?? [])}\n{Text(opening.Tail)}";

    private static string Text(IEnumerable<JournalRecord> records) =>
        string.Join('\n', records.Select(record => $"{record.Position}+{record.Count} {Convert.ToHexString(record.Content.Span)}"));

    private abstract record Operation;

    private sealed record Append(SessionKey Session, int Offset, int Epoch, int Count, byte[] Content, bool Unfinished) : Operation
    {
        public long? Position { get; set; }
    }

    private sealed record Save(SessionKey Session, int Position, byte[] State) : Operation;

    private sealed record Delete(SessionKey Session) : Operation;

    private sealed record Read(SessionKey Session, int From, int To) : Operation;

    private sealed record Reopen : Operation;

    private sealed record Crash : Operation;
}
