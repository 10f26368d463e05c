using System.Globalization;
using AgentGrains.Core.Errors;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace AgentGrains.Storage.Azure.Connections;

/// <summary>One tenant's container, with failures as callers know them.</summary>
internal sealed class StoreBlobs(BlobContainerClient container, string account)
{
    /// <summary>The metadata of a container that names the version of its form.</summary>
    private const string VersionName = "agentgrains_version";

    /// <summary>Stores a blob in place of an older one, durable when the call returns.</summary>
    public Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        StoreFailures.GuardAsync(account, () => container.GetBlobClient(name).UploadAsync(BinaryData.FromBytes(content), overwrite: true, cancellation));

    /// <summary>A blob's content; null where there is none.</summary>
    public Task<ReadOnlyMemory<byte>?> FindAsync(string name, CancellationToken cancellation) => StoreFailures.GuardAsync<ReadOnlyMemory<byte>?>(account, async () =>
    {
        try
        {
            var answer = await container.GetBlobClient(name).DownloadContentAsync(cancellation);
            return answer.Value.Content.ToMemory();
        }
        catch (RequestFailedException failure) when (failure.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    });

    /// <summary>A blob's ETag; null where there is no such blob.</summary>
    public Task<ETag?> FindETagAsync(string name, CancellationToken cancellation) => StoreFailures.GuardAsync<ETag?>(account, async () =>
    {
        try
        {
            return (await container.GetBlobClient(name).GetPropertiesAsync(cancellationToken: cancellation)).Value.ETag;
        }
        catch (RequestFailedException failure) when (failure.Status == 404 && failure.ErrorCode != BlobErrorCode.ContainerNotFound)
        {
            // A HEAD has no body, and so no error code but in a header that not every emulator sends.
            return null;
        }
    });

    /// <summary>Deletes a blob where it still has an ETag; nothing happens where it has another or is gone.</summary>
    public Task DeleteAsync(string name, ETag etag, CancellationToken cancellation) => StoreFailures.GuardAsync(account, async () =>
    {
        try
        {
            return await container.GetBlobClient(name).DeleteIfExistsAsync(conditions: new BlobRequestConditions { IfMatch = etag }, cancellationToken: cancellation);
        }
        catch (RequestFailedException failure) when (failure.Status == 412)
        {
            return Response.FromValue(false, failure.GetRawResponse()!);
        }
    });

    /// <summary>Deletes a blob; nothing happens where there is none.</summary>
    public Task DeleteAsync(string name, CancellationToken cancellation) =>
        StoreFailures.GuardAsync(account, () => container.GetBlobClient(name).DeleteIfExistsAsync(cancellationToken: cancellation));

    /// <summary>The blobs whose names begin with a prefix.</summary>
    public Task<List<string>> ListAsync(string prefix, CancellationToken cancellation) => StoreFailures.GuardAsync(account, async () =>
    {
        var names = new List<string>();
        await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellation))
            names.Add(blob.Name);
        return names;
    });

    /// <summary>Makes the container where there is none.</summary>
    /// <exception cref="AgentGrainsException">As <see cref="CheckAsync"/>.</exception>
    public async Task CreateAsync(CancellationToken cancellation)
    {
        var version = HostTables.Version.ToString(CultureInfo.InvariantCulture);
        var made = new Dictionary<string, string> { [VersionName] = version };
        await StoreFailures.GuardAsync(account, () => container.CreateIfNotExistsAsync(PublicAccessType.None, made, cancellationToken: cancellation));
        await CheckAsync(cancellation);
    }

    /// <summary>Looks whether the container can be used.</summary>
    /// <exception cref="AgentGrainsException">A newer program made it, it is not one of this service, or it is not there.</exception>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        var properties = await StoreFailures.GuardAsync(account, () => container.GetPropertiesAsync(cancellationToken: cancellation));
        var stored = properties.Value.Metadata.TryGetValue(VersionName, out var text) && int.TryParse(text, out var number)
            ? number
            : throw StoreFailures.Damaged($"The container {container.Name} of the storage account {account} is not one of this service: it has no metadata {VersionName}. Give the service an account of its own.");
        if (stored > HostTables.Version)
            throw StoreFailures.Newer($"The container {container.Name} of the storage account {account}", stored, HostTables.Version);
    }
}
