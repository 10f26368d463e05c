namespace AgentGrains.Storage.Azure.Tests;

/// <summary>An empty account, and any number of processes' views of it.</summary>
internal sealed class Account(AzuriteFixture azurite)
{
    private static int processes;

    /// <summary>The account's connection string.</summary>
    public string ConnectionString { get; } = azurite.NextConnectionString();

    /// <summary>The stores as a process sees them that has just started: it remembers nothing.</summary>
    public async Task<AzureStorage> OpenAsync()
    {
        var storage = new AzureStorage(new AzureStorageOptions { ConnectionString = ConnectionString }, new Random(Interlocked.Increment(ref processes)));
        await storage.PrepareAsync(TestContext.Current.CancellationToken);
        return storage;
    }
}
