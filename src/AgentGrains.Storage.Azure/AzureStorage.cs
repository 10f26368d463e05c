using AgentGrains.Core.Errors;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Azure.Connections;
using AgentGrains.Storage.Azure.Definitions;
using AgentGrains.Storage.Azure.Idempotency;
using AgentGrains.Storage.Azure.Journals;
using AgentGrains.Storage.Azure.Payloads;
using AgentGrains.Storage.Azure.Visibility;
using AgentGrains.Storage.Azure.WakeUps;
using Azure.Data.Tables;

namespace AgentGrains.Storage.Azure;

/// <summary>Every store in one Azure Storage account. Any number of processes at a time; safe for concurrent use.</summary>
/// <remarks>Each tenant has two tables and a container of its own; the table <c>AgentGrainsTenants</c> lists them, and the table <c>AgentGrainsWakeUps</c> and the empty container <c>agentgrains</c> belong to all.</remarks>
public sealed class AzureStorage
{
    private readonly TenantStores tenants;

    /// <summary>Makes the clients; nothing is called yet.</summary>
    /// <param name="options">Which account.</param>
    /// <param name="random">Numbers for conditional writes, of which no two processes may have the same sequence; used by this storage alone.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names every one.</exception>
    public AzureStorage(AzureStorageOptions options, Random random)
    {
        ArgumentNullException.ThrowIfNull(options);
        var account = new StorageAccount(options);
        var writes = new WriteIds(random);
        Tables = account.Tables;
        tenants = new TenantStores(account);
        Journals = new AzureJournalStore(tenants, writes);
        Payloads = new AzurePayloadStore(tenants);
        WakeUps = new AzureWakeUpStore(account.Table(HostTables.WakeUps));
        Visibility = new AzureVisibilityStore(tenants);
        Definitions = new AzureDefinitionStore(tenants, writes);
        Idempotency = new AzureIdempotencyStore(tenants, writes);
    }

    /// <summary>The journals of all sessions.</summary>
    public IJournalStore Journals { get; }

    /// <summary>Content too large for a journal.</summary>
    public IPayloadStore Payloads { get; }

    /// <summary>When sessions are to be called.</summary>
    public IWakeUpStore WakeUps { get; }

    /// <summary>The lists of sessions and runs.</summary>
    public IVisibilityStore Visibility { get; }

    /// <summary>Named, versioned documents.</summary>
    public IDefinitionStore Definitions { get; }

    /// <summary>What was answered to each Idempotency-Key.</summary>
    public IIdempotencyStore Idempotency { get; }

    internal TableServiceClient Tables { get; }

    /// <summary>Makes the tables and the container that belong to no tenant where there are none. May be called any number of times, by many processes at once.</summary>
    /// <exception cref="AgentGrainsException">
    /// <see cref="ErrorCodes.StoreUnavailable"/>: the account cannot be reached or refuses the identity; the message contains the fix.
    /// <see cref="ErrorCodes.NewerData"/>: a newer version wrote it.
    /// </exception>
    public Task PrepareAsync(CancellationToken cancellation) => tenants.PrepareAsync(cancellation);

    /// <summary>Two small reads: ends when the account's tables and its blobs have answered.</summary>
    /// <exception cref="AgentGrainsException"><see cref="ErrorCodes.StoreUnavailable"/>: it did not.</exception>
    public Task ProbeAsync(CancellationToken cancellation) => tenants.ProbeAsync(cancellation);
}
