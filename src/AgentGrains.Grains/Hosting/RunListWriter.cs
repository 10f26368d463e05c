using AgentGrains.Core.Ids;
using AgentGrains.Core.Owners;
using AgentGrains.Core.Stores;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentGrains.Grains.Hosting;

/// <summary>Writes changes of the list of runs in batches. Of several changes of a run only the newest is written.</summary>
internal sealed partial class RunListWriter(IVisibilityStore store, TimeProvider time, IOptions<GrainsOptions> options, ILogger<RunListWriter> log) : IRunList, IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly CancellationTokenSource stopping = new();
    private Batch gathering = new();
    private Task writing = Task.CompletedTask;
    private bool disposed;

    public void Post(TenantId tenant, VisibilityChange change)
    {
        lock (gate)
        {
            var first = gathering.Changes.Count == 0;
            gathering.Changes[(tenant, change.Run?.Id.ToString() ?? change.Session!.Id.ToString())] = change;
            if (!first)
                return;
            var (batch, before) = (gathering, writing);
            // Off the caller's scheduler: a grain's would take part in every write.
            writing = Task.Run(() => WriteAsync(batch, before));
        }
    }

    public Task FlushAsync(bool urgent)
    {
        lock (gate)
        {
            if (gathering.Changes.Count == 0)
                return writing;
            if (urgent)
                gathering.Hurried.TrySetResult();
            return gathering.Written.Task;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The container disposes of it twice: once under its own type, once as the run list.
        if (disposed)
            return;
        disposed = true;
        await stopping.CancelAsync();
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    private async Task WriteAsync(Batch batch, Task before)
    {
        await batch.Hurried.Task.WaitAsync(options.Value.RunListDelay, time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (gate)
            gathering = new Batch();
        foreach (var tenant in batch.Changes.GroupBy(change => change.Key.Tenant, change => change.Value))
            await WriteAsync(tenant.Key, [.. tenant]);
        batch.Written.SetResult();
    }

    /// <summary>Until it is written: the sessions keep their wake-ups as long, so nothing is lost even where this host ends first.</summary>
    private async Task WriteAsync(TenantId tenant, List<VisibilityChange> changes)
    {
        while (true)
        {
            try
            {
                await store.UpsertAsync(tenant, changes, CancellationToken.None);
                return;
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                LogFailed(failure, changes.Count, tenant);
                await Task.Delay(RetryDelay, time, stopping.Token);
            }
        }
    }

    [LoggerMessage(EventId = 110, Level = LogLevel.Warning, Message = "{Count} changes of the list of runs of tenant {Tenant} could not be written; they are tried again")]
    private partial void LogFailed(Exception failure, int count, TenantId tenant);

    private sealed class Batch
    {
        public Dictionary<(TenantId Tenant, string Id), VisibilityChange> Changes { get; } = [];

        /// <summary>Set when somebody waits for the batch.</summary>
        public TaskCompletionSource Hurried { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
