using AgentGrains.Core.Stores;
using AgentGrains.Harness.Stores;

namespace AgentGrains.Storage.Azure.Tests;

/// <summary>Generated sequences of operations on one account, in turn by two silos: what one remembers is what the other has changed since.</summary>
public sealed class JournalModelTests(AzuriteFixture azurite) : JournalStoreModel
{
    protected override long Iterations => 30;

    protected override async ValueTask<IJournalsUnderTest> CreateAsync() => await TwoSilos.StartAsync(azurite);
}

/// <summary>The same for wake-ups and the lists.</summary>
public sealed class ListModelTests(AzuriteFixture azurite) : ListStoreModel
{
    protected override long Iterations => 20;

    protected override async ValueTask<IListsUnderTest> CreateAsync() => await TwoSilos.StartAsync(azurite);
}

/// <summary>Two silos on one account; each operation is the next one's.</summary>
internal sealed class TwoSilos : IJournalsUnderTest, IListsUnderTest
{
    private readonly Account account;
    private readonly AzureStorage[] silos;
    private int next;

    private TwoSilos(Account account, AzureStorage[] silos) => (this.account, this.silos) = (account, silos);

    public IJournalStore Store => Next().Journals;

    public IWakeUpStore WakeUps => Next().WakeUps;

    public IVisibilityStore Visibility => Next().Visibility;

    public static async Task<TwoSilos> StartAsync(AzuriteFixture azurite)
    {
        var account = new Account(azurite);
        return new TwoSilos(account, [await account.OpenAsync(), await account.OpenAsync()]);
    }

    public async ValueTask ReopenAsync() => silos[next % silos.Length] = await account.OpenAsync();

    /// <remarks>A silo has nothing of its own that a crash could leave half done.</remarks>
    public ValueTask CrashAsync() => ReopenAsync();

    public ValueTask DisposeAsync() => default;

    private AzureStorage Next() => silos[next++ % silos.Length];
}
