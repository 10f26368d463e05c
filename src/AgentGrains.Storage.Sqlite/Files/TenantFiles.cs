using AgentGrains.Core.Ids;

namespace AgentGrains.Storage.Sqlite.Files;

/// <summary>The files of all tenants, each opened when it is first needed. Beyond a limit the one that was unused the longest is closed.</summary>
/// <remarks>While more tenants than the limit are being read or written at one moment, so many are open.</remarks>
internal sealed class TenantFiles(string folder, int maxOpen, int maxReaders) : IAsyncDisposable
{
    private const string Extension = ".db";

    private readonly Lock gate = new();
    private readonly Dictionary<TenantId, Slot> slots = [];
    private long uses;
    private bool closed;

    /// <summary>Writes to a tenant's file, which is made where there is none.</summary>
    public async Task<T> WriteAsync<T>(TenantId tenant, Func<WriterState, T> work, CancellationToken cancellation, int sizeBytes = 0)
    {
        // Once handed over, a write is waited for: a caller who leaves early would not know whether it still happens.
        cancellation.ThrowIfCancellationRequested();
        var slot = await RentAsync(tenant);
        try
        {
            return await (await slot.File).WriteAsync(work, sizeBytes);
        }
        finally
        {
            Return(slot);
        }
    }

    /// <summary>Reads from a tenant's file; answers <paramref name="missing"/> where the tenant has none.</summary>
    public async Task<T> ReadAsync<T>(TenantId tenant, Func<Connection, T> read, T missing, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!Exists(tenant))
            return missing;
        var slot = await RentAsync(tenant);
        try
        {
            return await (await slot.File).ReadAsync(read, cancellation);
        }
        finally
        {
            Return(slot);
        }
    }

    /// <summary>Whether the tenant has a file.</summary>
    public bool Exists(TenantId tenant)
    {
        lock (gate)
        {
            ThrowIfClosed();
            if (slots.ContainsKey(tenant))
                return true;
        }
        return File.Exists(PathOf(tenant));
    }

    /// <summary>Every tenant that has a file, in no order.</summary>
    public IEnumerable<TenantId> List()
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*" + Extension))
        {
            if (TenantId.TryParse(Path.GetFileNameWithoutExtension(file), out var tenant))
                yield return tenant;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task[] closing;
        lock (gate)
        {
            closed = true;
            closing = [.. slots.Select(slot => slot.Value.Closing ?? CloseAsync(slot.Key, slot.Value))];
        }
        await Task.WhenAll(closing);
    }

    private async ValueTask<Slot> RentAsync(TenantId tenant)
    {
        while (true)
        {
            Task closing;
            lock (gate)
            {
                ThrowIfClosed();
                if (!slots.TryGetValue(tenant, out var slot))
                {
                    CloseUnused(maxOpen - 1);
                    slots.Add(tenant, slot = new Slot(Task.Run(() => Open(tenant))));
                }
                if (slot.Closing is null)
                {
                    slot.Users++;
                    slot.LastUse = ++uses;
                    return slot;
                }
                closing = slot.Closing;
            }
            await closing;
        }
    }

    private void Return(Slot slot)
    {
        lock (gate)
        {
            slot.Users--;
            CloseUnused(maxOpen);
        }
    }

    private void CloseUnused(int keep)
    {
        if (slots.Count <= keep)
            return;
        var open = slots.Where(slot => slot.Value.Closing is null).ToArray();
        foreach (var (tenant, slot) in open.Where(slot => slot.Value.Users == 0).OrderBy(slot => slot.Value.LastUse).Take(open.Length - keep))
            slot.Closing = CloseAsync(tenant, slot);
    }

    private async Task CloseAsync(TenantId tenant, Slot slot)
    {
        // Let the caller leave the gate first.
        await Task.Yield();
        try
        {
            await (await slot.File).DisposeAsync();
        }
        finally
        {
            lock (gate)
                slots.Remove(tenant);
        }
    }

    private DatabaseFile Open(TenantId tenant)
    {
        try
        {
            return DatabaseFile.Open(PathOf(tenant), TenantSchema.Value, maxReaders);
        }
        catch
        {
            // The next caller tries again; callers that already wait get this failure.
            lock (gate)
                slots.Remove(tenant);
            throw;
        }
    }

    private string PathOf(TenantId tenant) => Path.Combine(folder, tenant.Value + Extension);

    private void ThrowIfClosed()
    {
        if (closed)
            throw StoreFailures.Closed(folder);
    }

    private sealed class Slot(Task<DatabaseFile> file)
    {
        public Task<DatabaseFile> File { get; } = file;

        public int Users { get; set; }

        public long LastUse { get; set; }

        public Task? Closing { get; set; }
    }
}
