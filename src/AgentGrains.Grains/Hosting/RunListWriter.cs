using System.Collections.Concurrent;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Owners;
using AgentGrains.Core.Stores;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentGrains.Grains.Hosting;

/// <summary>Writes changes of the lists of runs in batches, each tenant's by itself: a list that cannot be written delays no other tenant's. Of several changes of a run only the newest is written.</summary>
internal sealed class RunListWriter(IVisibilityStore store, TimeProvider time, IOptions<GrainsOptions> options, ILogger<RunListWriter> log) : IRunList, IAsyncDisposable
{
    private readonly ConcurrentDictionary<TenantId, TenantRunList> lists = new();
    private readonly CancellationTokenSource stopping = new();
    private bool disposed;

    public void Post(TenantId tenant, VisibilityChange change) =>
        lists.GetOrAdd(tenant, static (tenant, writer) => writer.ListOf(tenant), this).Post(change);

    public Task FlushAsync(TenantId tenant, bool urgent) => lists.TryGetValue(tenant, out var list) ? list.FlushAsync(urgent) : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        // The container disposes of it twice: once under its own type, once as the run list.
        if (disposed)
            return;
        disposed = true;
        await stopping.CancelAsync();
        foreach (var list in lists.Values)
            await list.Writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    private TenantRunList ListOf(TenantId tenant) => new(tenant, store, options.Value.RunListDelay, time, log, stopping.Token);
}
