using AgentGrains.Harness.Azurite;
using AgentGrains.Harness.Proxies;
using AgentGrains.Storage.Azure.Tests;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]
[assembly: Trait("Needs", "Azurite")]

namespace AgentGrains.Storage.Azure.Tests;

/// <summary>One emulator of Azure Storage for all tests, in memory. It ends with this process, however that ends.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    // The emulator knows the accounts that it is told of at its start.
    private const int MaxAccounts = 5_000;
    private const string EmptyKey = "dGVzdA==";

    private AzuriteProcess? azurite;
    private int accounts;

    /// <summary>Where it answers.</summary>
    public StoreEndpoints Endpoints => azurite!.Endpoints;

    /// <summary>The account that tests share whose keys are their own.</summary>
    public string ConnectionString => azurite!.ConnectionString;

    /// <summary>An unused account.</summary>
    public string NextConnectionString() => ConnectionStringOf(NextAccount());

    /// <summary>The name of an unused account.</summary>
    public string NextAccount()
    {
        var number = Interlocked.Increment(ref accounts);
        Assert.True(number <= MaxAccounts, $"More than {MaxAccounts} accounts were asked for.");
        return NameOf(number);
    }

    /// <summary>What clients of an account are configured with.</summary>
    /// <param name="account">Its name.</param>
    /// <param name="through">What they reach it through; null for nothing.</param>
    public string ConnectionStringOf(string account, StoreEndpoints? through = null) => azurite!.ConnectionStringOf(account, through);

    public async ValueTask InitializeAsync() =>
        azurite = await AzuriteProcess.StartAsync(new AzuriteOptions { Accounts = Enumerable.Range(1, MaxAccounts).ToDictionary(NameOf, _ => EmptyKey) });

    public ValueTask DisposeAsync() => azurite?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static string NameOf(int number) => $"test{number:D4}";
}
