using AgentGrains.Grains.Tests.Hosting;
using AgentGrains.Storage.Azure;
using AgentGrains.Testing.Azurite;

[assembly: AssemblyFixture(typeof(StoreEmulator))]

namespace AgentGrains.Grains.Tests.Hosting;

/// <summary>An emulator of Azure Storage for all tests, in memory.</summary>
public sealed class StoreEmulator : IAsyncLifetime
{
    private const int MaxAccounts = 1_000;

    private AzuriteProcess? azurite;
    private int accounts;
    private int processes;

    public async ValueTask InitializeAsync() =>
        azurite = await AzuriteProcess.StartAsync(new AzuriteOptions { Accounts = Enumerable.Range(1, MaxAccounts).ToDictionary(NameOf, _ => "dGVzdA==") });

    public ValueTask DisposeAsync() => azurite?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>The stores of an unused account, a set for each process: none caches what another one read.</summary>
    internal async Task<Func<AzureStorage>> NextAsync()
    {
        var account = NameOf(Interlocked.Increment(ref accounts));
        await Open().PrepareAsync(TestContext.Current.CancellationToken);
        return Open;

        AzureStorage Open() => new(new AzureStorageOptions { ConnectionString = azurite!.ConnectionStringOf(account) }, new Random(Interlocked.Increment(ref processes)));
    }

    private static string NameOf(int number) => $"grains{number:D4}";
}
