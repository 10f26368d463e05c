using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Harness.Stores;
using AgentGrains.Storage.Sqlite.Journals;

namespace AgentGrains.Storage.Sqlite.Tests;

/// <summary>Generated sequences of operations do the same to the SQLite journal as to the model, also across a reopening and a crash.</summary>
public sealed class JournalModelTests : JournalStoreModel
{
    private static readonly SessionKey Filler = new(TenantId.Parse("acme"), SessionId.Parse("ses_01KDYA9ZPZZZZZZZZZZZZZZZZZ"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The filler's records push the others' places from the recent ones to the rest, in the middle of the sequence.</summary>
    [Fact]
    public Task Sequences_WithPlacesMovedInBetween_MatchTheModel() => RunLongAsync(iterations: 4, FillAsync);

    protected override ValueTask<IJournalsUnderTest> CreateAsync() => new(new Run());

    private static async Task FillAsync(IJournalStore store)
    {
        var appends = new List<Task>();
        await store.AppendAsync(new JournalAppend(Filler, 1, 0, 1, default, false), Cancellation);
        for (var position = 1; position < RecordPlaces.MaxRecent; position++)
            appends.Add(store.AppendAsync(new JournalAppend(Filler, 1, position, 1, default, false), Cancellation).AsTask());
        await Task.WhenAll(appends);
    }

    private sealed class Run : IJournalsUnderTest
    {
        private readonly List<DataFolder> folders = [new()];
        private SqliteStorage storage;

        public Run() => storage = folders[0].Open();

        public IJournalStore Store => storage.Journals;

        public async ValueTask ReopenAsync()
        {
            await storage.DisposeAsync();
            storage = folders[^1].Open();
        }

        /// <summary>Continues from the files as they are, while the old process has not closed them.</summary>
        public ValueTask CrashAsync()
        {
            folders.Add(folders[^1].CopyAsAfterCrash());
            storage = folders[^1].Open();
            return default;
        }

        public async ValueTask DisposeAsync()
        {
            await storage.DisposeAsync();
            foreach (var folder in folders)
                await folder.DisposeAsync();
        }
    }
}
