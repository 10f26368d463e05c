using AgentGrains.Core.Stores;
using AgentGrains.Harness.Proxies;
using static AgentGrains.Storage.Azure.Tests.Outcomes.Stored;

namespace AgentGrains.Storage.Azure.Tests.Outcomes;

/// <summary>Whatever becomes of whichever request of a write to a journal, what is stored is what the write answered.</summary>
public sealed class JournalOutcomeTests(AzuriteFixture azurite)
{
    private static readonly Dictionary<string, Operation> Operations = new()
    {
        ["append, first of a tenant"] = new(_ => Task.CompletedTask, storage => AppendAsync(storage, Append(0, 1)), JournalAsync),
        ["append, first of a session"] = new(MakeTenantAsync, storage => AppendAsync(storage, Append(0, 1)), JournalAsync),
        ["append, later"] = new(BeginAsync, storage => AppendAsync(storage, Append(1, 2)), JournalAsync),
        ["append, too large for a row"] = new(BeginAsync, storage => AppendAsync(storage, Append(1, 2, bytes: BlobBytes)), JournalAsync),
        ["append, behind another's"] = new(BeginAsync, storage => AppendAsync(storage, Append(0, 2)), JournalAsync),
        ["checkpoint, first"] = Operation.Of(BeginAsync, storage => storage.Journals.SaveCheckpointAsync(Session(), 1, Bytes(7), CancellationToken.None), JournalAsync),
        ["checkpoint, later"] = Operation.Of(SaveAsync, storage => storage.Journals.SaveCheckpointAsync(Session(), 2, Bytes(8), CancellationToken.None), JournalAsync),
        ["checkpoint, too large for a row"] = Operation.Of(SaveAsync, storage => storage.Journals.SaveCheckpointAsync(Session(), 2, Bytes(8, BlobBytes), CancellationToken.None), JournalAsync),
        ["erasure"] = Operation.Of(SaveAsync, storage => storage.Journals.DeleteAsync(Session(), CancellationToken.None), OpeningAsync),
        ["erasure, of what has blobs"] = Operation.Of(BeginLargeAsync, storage => storage.Journals.DeleteAsync(Session(), CancellationToken.None), OpeningAsync),
    };

    public static TheoryData<string, StoreFault, bool> Cases => Faults.Of(Operations.Keys);

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Write_AnyRequestDisturbed_IsAsItAnswered(string write, StoreFault fault, bool ofAllTries) => Walk.EveryRequestAsync(azurite, Operations[write], fault, ofAllTries);

    private static Task<bool> MakeTenantAsync(AzureStorage storage) => AppendAsync(storage, Append(0, 1) with { Session = Session(2) });

    private static Task<bool> BeginAsync(AzureStorage storage) => AppendAsync(storage, Append(0, 1, epoch: 1));

    private static Task<bool> BeginLargeAsync(AzureStorage storage) => AppendAsync(storage, Append(0, 1, bytes: BlobBytes));

    private static async Task SaveAsync(AzureStorage storage)
    {
        await BeginAsync(storage);
        await storage.Journals.SaveCheckpointAsync(Session(), 1, Bytes(7), CancellationToken.None);
    }

    private static async Task<bool> AppendAsync(AzureStorage storage, JournalAppend append)
    {
        try
        {
            await storage.Journals.AppendAsync(append, CancellationToken.None);
            return true;
        }
        catch (JournalConflictException)
        {
            return false;
        }
    }

    /// <summary>Whether it is there at all: its rows go one after the other, and they are not read once its header is marked as erased.</summary>
    private static async Task<string> OpeningAsync(AzureStorage storage) => await storage.Journals.OpenAsync(Session(), CancellationToken.None) is null ? "none" : "there";
}
