using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Azure.Connections;
using Azure.Data.Tables;

namespace AgentGrains.Storage.Azure.Payloads;

/// <summary>Payloads as blobs under their SHA-256, with a row for each session that refers to one, from both sides.</summary>
/// <remarks>
/// Rows and blobs change one after the other, in an order that loses nothing: who stores a payload first says that he refers to it and then
/// writes the blob, which gives it another ETag. Who erases a session notes the blob's ETag, takes his reference back, looks whether there
/// are others, and deletes the blob only where it still has that ETag. A process that ends in between leaves a row or a blob too many.
/// </remarks>
internal sealed class AzurePayloadStore(TenantStores tenants) : IPayloadStore
{
    public async ValueTask<PayloadReference> PutAsync(SessionKey session, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var reference = PayloadReference.Of(content.Span);
        var store = await tenants.OpenAsync(session.Tenant, cancellation);
        await store.Lists.PutAsync(new TableEntity(OfSession(session.Session), reference.Sha256), cancellation);
        await store.Lists.PutAsync(new TableEntity(OfPayload(reference.Sha256), session.Session.ToString()), cancellation);
        await store.Blobs.PutAsync(Blob(reference.Sha256), content, cancellation);
        return reference;
    }

    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(TenantId tenant, PayloadReference reference, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return await tenants.FindAsync(tenant, cancellation) is { } store ? await store.Blobs.FindAsync(Blob(reference.Sha256), cancellation) : null;
    }

    public async ValueTask DeleteAsync(SessionKey session, CancellationToken cancellation)
    {
        if (await tenants.FindAsync(session.Tenant, cancellation) is not { } store)
            return;
        var partition = OfSession(session.Session);
        var referred = new List<string>();
        await foreach (var row in store.Lists.QueryAsync($"PartitionKey eq '{partition}'", ["RowKey"], null, cancellation))
            referred.Add(row.RowKey);
        foreach (var sha256 in referred)
        {
            var etag = await store.Blobs.FindETagAsync(Blob(sha256), cancellation);
            await store.Lists.DeleteAsync(OfPayload(sha256), session.Session.ToString(), cancellation);
            if (etag is { } unchanged && !await IsReferredToAsync(store, sha256, cancellation))
                await store.Blobs.DeleteAsync(Blob(sha256), unchanged, cancellation);
        }
        // Last, so that an erasure that was cut off finds them again.
        await store.Lists.DeleteAllAsync(partition, referred, cancellation);
    }

    private static async Task<bool> IsReferredToAsync(TenantStore store, string sha256, CancellationToken cancellation)
    {
        await foreach (var _ in store.Lists.QueryAsync($"PartitionKey eq '{OfPayload(sha256)}'", ["RowKey"], 1, cancellation))
            return true;
        return false;
    }

    private static string Blob(string sha256) => $"payloads/{sha256}";

    private static string OfSession(SessionId session) => $"payloads-of{KeyText.Separator}{session}";

    private static string OfPayload(string sha256) => $"payload{KeyText.Separator}{sha256}";
}
