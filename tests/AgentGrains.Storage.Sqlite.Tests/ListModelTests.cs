using AgentGrains.Core.Stores;
using AgentGrains.Harness.Stores;

namespace AgentGrains.Storage.Sqlite.Tests;

/// <summary>Generated sequences of operations give the same lists from the SQLite wake-ups and visibility as from the models.</summary>
public sealed class ListModelTests : ListStoreModel
{
    protected override ValueTask<IListsUnderTest> CreateAsync() => new(new Run());

    private sealed class Run : IListsUnderTest
    {
        private readonly DataFolder folder = new();

        public Run()
        {
            var storage = folder.Open();
            (WakeUps, Visibility) = (storage.WakeUps, storage.Visibility);
        }

        public IWakeUpStore WakeUps { get; }

        public IVisibilityStore Visibility { get; }

        public ValueTask DisposeAsync() => folder.DisposeAsync();
    }
}
