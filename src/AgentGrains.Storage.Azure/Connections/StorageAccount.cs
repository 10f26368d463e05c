using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;

namespace AgentGrains.Storage.Azure.Connections;

/// <summary>The clients of one storage account. The only layer that tries a call again is theirs.</summary>
internal sealed class StorageAccount
{
    private readonly BlobServiceClient blobs;

    public StorageAccount(AzureStorageOptions options)
    {
        if (string.Join(' ', options.Mistakes()) is { Length: > 0 } mistakes)
            throw new ArgumentException(mistakes, nameof(options));
        var tableOptions = Configure(new TableClientOptions(), options);
        var blobOptions = Configure(new BlobClientOptions(), options);
        if (options.ConnectionString is { Length: > 0 } connection)
        {
            Tables = new TableServiceClient(connection, tableOptions);
            blobs = new BlobServiceClient(connection, blobOptions);
        }
        else
        {
            var identity = new ManagedIdentityCredential(
                options.ManagedIdentityClientId is { Length: > 0 } id ? ManagedIdentityId.FromUserAssignedClientId(id) : ManagedIdentityId.SystemAssigned);
            Tables = new TableServiceClient(new Uri($"https://{options.AccountName}.table.{options.EndpointSuffix}"), identity, tableOptions);
            blobs = new BlobServiceClient(new Uri($"https://{options.AccountName}.blob.{options.EndpointSuffix}"), identity, blobOptions);
        }
        Name = Tables.AccountName;
    }

    /// <summary>The account's name, for error texts.</summary>
    public string Name { get; }

    public TableServiceClient Tables { get; }

    public StoreTable Table(string name) => new(Tables.GetTableClient(name), Name);

    public StoreBlobs Container(string name) => new(blobs.GetBlobContainerClient(name), Name);

    private static T Configure<T>(T client, AzureStorageOptions options)
        where T : ClientOptions
    {
        client.Retry.Mode = RetryMode.Exponential;
        client.Retry.MaxRetries = options.MaxRetries;
        client.Retry.Delay = options.RetryDelay;
        client.Retry.MaxDelay = options.RetryDelay * 16;
        client.Retry.NetworkTimeout = options.TryTimeout;
        client.Diagnostics.IsTelemetryEnabled = false;
        return client;
    }
}
