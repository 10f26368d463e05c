using AgentGrains.Grains.Tests.Hosting;
using AgentGrains.Harness.Azurite;
using AgentGrains.Storage.Azure;

[assembly: AssemblyFixture(typeof(StoreEmulator))]

namespace AgentGrains.Grains.Tests.Hosting;

/// <summary>An emulator of Azure Storage for all tests, in memory. Started by the first test that uses it, so that the others run without it.</summary>
public sealed class StoreEmulator : IAsyncDisposable
{
    private const int MaxAccounts = 1_000;

    private readonly Lazy<Task<AzuriteProcess>> started =
        new(() => AzuriteProcess.StartAsync(new AzuriteOptions { Accounts = Enumerable.Range(1, MaxAccounts).ToDictionary(NameOf, _ => "dGVzdA==") }));

    private int accounts;
    private int processes;

    public async ValueTask DisposeAsync()
    {
        if (started.IsValueCreated)
            await (await started.Value).DisposeAsync();
    }

    /// <summary>The stores of an unused account, a set for each process: none caches what another one read.</summary>
    internal async Task<Func<AzureStorage>> NextAsync()
    {
        var azurite = await started.Value;
        var account = NameOf(Interlocked.Increment(ref accounts));
        await Open().PrepareAsync(TestContext.Current.CancellationToken);
        return Open;

        AzureStorage Open() => new(new AzureStorageOptions { ConnectionString = azurite.ConnectionStringOf(account) }, new Random(Interlocked.Increment(ref processes)));
    }

    private static string NameOf(int number) => $"grains{number:D4}";
}
