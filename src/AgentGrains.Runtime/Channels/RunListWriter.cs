using System.Collections.Concurrent;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Runtime.Sessions;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Channels;

/// <summary>Writes changes of the lists of runs in batches, each tenant's by itself: a list that cannot be written delays no other tenant's. Of several changes of a run only the newest is written.</summary>
/// <param name="store">The lists.</param>
/// <param name="background">Where batches are written.</param>
/// <param name="time">The clock.</param>
/// <param name="delay">How long changes are gathered before they are written.</param>
/// <param name="log">Receives failures.</param>
public sealed class RunListWriter(IVisibilityStore store, IBackground background, TimeProvider time, TimeSpan delay, ILogger<RunListWriter> log) : IRunList, IAsyncDisposable
{
    private readonly ConcurrentDictionary<TenantId, TenantRunList> lists = new();
    private readonly CancellationTokenSource stopping = new();
    private bool disposed;

    /// <inheritdoc/>
    public Task WriteAsync(TenantId tenant, IReadOnlyList<VisibilityChange> changes) =>
        lists.GetOrAdd(tenant, static (tenant, writer) => writer.ListOf(tenant), this).WriteAsync(changes);

    /// <summary>Completes when everything that was given to it of a tenant is durable.</summary>
    public Task WhenWrittenAsync(TenantId tenant) => lists.TryGetValue(tenant, out var list) ? list.Writing : Task.CompletedTask;

    /// <inheritdoc/>
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

    private TenantRunList ListOf(TenantId tenant) => new(tenant, store, background, delay, time, log, stopping.Token);
}
