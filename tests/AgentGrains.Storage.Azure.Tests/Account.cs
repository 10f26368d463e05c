using AgentGrains.Harness.Proxies;
using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace AgentGrains.Storage.Azure.Tests;

/// <summary>An empty account, and any number of processes' views of it.</summary>
internal sealed class Account(AzuriteFixture azurite)
{
    private static int processes;

    private readonly string name = azurite.NextAccount();

    /// <summary>The account's connection string.</summary>
    public string ConnectionString => azurite.ConnectionStringOf(name);

    /// <summary>The stores as a process sees them that has just started: it remembers nothing.</summary>
    /// <param name="through">What it reaches the account through; null for nothing.</param>
    public async Task<AzureStorage> OpenAsync(FaultProxy? through = null)
    {
        var storage = Make(through);
        await storage.PrepareAsync(TestContext.Current.CancellationToken);
        return storage;
    }

    /// <summary>The same, with nothing asked of the account yet.</summary>
    /// <param name="through">What it reaches the account through; null for nothing.</param>
    /// <param name="retries">How often a call is tried again.</param>
    /// <param name="writes">Numbers for conditional writes; null for some that no other process has.</param>
    public AzureStorage Make(FaultProxy? through = null, int retries = 4, Random? writes = null) => new(
        new AzureStorageOptions { ConnectionString = azurite.ConnectionStringOf(name, through?.Endpoints), MaxRetries = retries, RetryDelay = TimeSpan.FromMilliseconds(1) },
        writes ?? new Random(Interlocked.Increment(ref processes)));

    /// <summary>The client of the account's tables, to look at what is stored.</summary>
    public TableServiceClient Tables() => new(ConnectionString);

    /// <summary>The names of all blobs with checkpoints.</summary>
    public async Task<List<string>> CheckpointBlobsAsync()
    {
        var (blobs, names) = (new BlobServiceClient(ConnectionString), new List<string>());
        await foreach (var container in blobs.GetBlobContainersAsync())
        {
            await foreach (var blob in blobs.GetBlobContainerClient(container.Name).GetBlobsAsync())
            {
                if (blob.Name.Contains("/checkpoint-", StringComparison.Ordinal))
                    names.Add(blob.Name);
            }
        }
        return names;
    }
}
