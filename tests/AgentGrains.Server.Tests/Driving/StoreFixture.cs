using AgentGrains.Harness.Azurite;
using AgentGrains.Harness.Proxies;

namespace AgentGrains.Server.Tests.Driving;

/// <summary>An emulator of Azure Storage, in memory, with an empty account for each that asks.</summary>
public sealed class StoreFixture : IAsyncLifetime
{
    private const int MaxAccounts = 100;

    private AzuriteProcess? azurite;
    private int accounts;

    /// <summary>The emulator.</summary>
    public AzuriteProcess Azurite => azurite!;

    /// <summary>An unused account.</summary>
    public string NextAccount() => NameOf(Interlocked.Increment(ref accounts));

    /// <summary>What clients of an account are configured with.</summary>
    public string ConnectionStringOf(string account, StoreEndpoints? through = null) => Azurite.ConnectionStringOf(account, through);

    public async ValueTask InitializeAsync() =>
        azurite = await AzuriteProcess.StartAsync(new AzuriteOptions { Accounts = Enumerable.Range(1, MaxAccounts).ToDictionary(NameOf, _ => "dGVzdA==") });

    public ValueTask DisposeAsync() => azurite?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static string NameOf(int number) => $"server{number:D4}";
}
