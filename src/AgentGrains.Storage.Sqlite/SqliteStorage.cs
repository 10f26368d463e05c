using AgentGrains.Core.Errors;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Sqlite.Definitions;
using AgentGrains.Storage.Sqlite.Files;
using AgentGrains.Storage.Sqlite.Idempotency;
using AgentGrains.Storage.Sqlite.Journals;
using AgentGrains.Storage.Sqlite.Payloads;
using AgentGrains.Storage.Sqlite.Visibility;
using AgentGrains.Storage.Sqlite.WakeUps;

namespace AgentGrains.Storage.Sqlite;

/// <summary>An open data folder with every store in it. One process at a time; safe for concurrent use.</summary>
/// <remarks><c>host.db</c> holds what belongs to no tenant, <c>tenants/{tenant}.db</c> all that belongs to one, and <c>lock</c> the process's claim.</remarks>
public sealed class SqliteStorage : IAsyncDisposable
{
    private readonly FolderLock claim;
    private int disposed;

    private SqliteStorage(FolderLock claim, DatabaseFile host, TenantFiles tenants)
    {
        this.claim = claim;
        Host = host;
        Tenants = tenants;
        Journals = new SqliteJournalStore(tenants);
        Payloads = new SqlitePayloadStore(tenants);
        WakeUps = new SqliteWakeUpStore(host);
        Visibility = new SqliteVisibilityStore(tenants);
        Definitions = new SqliteDefinitionStore(tenants);
        Idempotency = new SqliteIdempotencyStore(tenants);
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

    internal DatabaseFile Host { get; }

    internal TenantFiles Tenants { get; }

    /// <summary>Claims the folder and opens the host's file; a tenant's file is opened when it is first needed.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names every one.</exception>
    /// <exception cref="AgentGrainsException">
    /// <see cref="ErrorCodes.DataFolderInUse"/>: another process has the folder. <see cref="ErrorCodes.StoreUnavailable"/>: it cannot be written.
    /// <see cref="ErrorCodes.NewerData"/>: a newer version wrote it. <see cref="ErrorCodes.DamagedData"/>: the host's file is damaged.
    /// </exception>
    public static SqliteStorage Open(SqliteStorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (string.Join(' ', options.Mistakes()) is { Length: > 0 } mistakes)
            throw new ArgumentException(mistakes, nameof(options));
        var claim = FolderLock.Take(options.DataFolder);
        try
        {
            var tenants = Path.Combine(options.DataFolder, "tenants");
            Directory.CreateDirectory(tenants);
            var host = DatabaseFile.Open(Path.Combine(options.DataFolder, "host.db"), HostSchema.Value, options.MaxReadersPerFile);
            return new SqliteStorage(claim, host, new TenantFiles(tenants, options.MaxOpenTenants, options.MaxReadersPerFile));
        }
        catch (Exception failure)
        {
            claim.Dispose();
            var translated = StoreFailures.Translate(failure, options.DataFolder);
            if (ReferenceEquals(translated, failure))
                throw;
            throw translated;
        }
    }

    /// <summary>Finishes the writes that wait, closes every file and gives the folder free. Calls that come later fail with <see cref="ErrorCodes.StoreUnavailable"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
            return;
        try
        {
            await Tenants.DisposeAsync();
            await Host.DisposeAsync();
        }
        finally
        {
            claim.Dispose();
        }
    }
}
