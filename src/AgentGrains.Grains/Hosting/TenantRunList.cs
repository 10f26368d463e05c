using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Grains.Hosting;

/// <summary>Writes changes of one tenant's list of runs in batches, one after the other. Safe for concurrent use.</summary>
internal sealed partial class TenantRunList(TenantId tenant, IVisibilityStore store, TimeSpan delay, TimeProvider time, ILogger log, CancellationToken stopping)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Batch gathering = new();

    /// <summary>Completes when all started batches are written, or abandoned because the host stops.</summary>
    public Task Writing { get; private set; } = Task.CompletedTask;

    public void Post(VisibilityChange change)
    {
        lock (gate)
        {
            var first = gathering.Changes.Count == 0;
            gathering.Changes[change.Run?.Id.ToString() ?? change.Session!.Id.ToString()] = change;
            if (!first)
                return;
            var (batch, before) = (gathering, Writing);
            // Off the caller's scheduler: a grain's would take part in every write.
            Writing = Task.Run(() => WriteAsync(batch, before));
        }
    }

    public Task FlushAsync(bool urgent)
    {
        lock (gate)
        {
            if (gathering.Changes.Count == 0)
                return Writing;
            if (urgent)
                gathering.Hurried.TrySetResult();
            return gathering.Written.Task;
        }
    }

    private async Task WriteAsync(Batch batch, Task before)
    {
        await batch.Hurried.Task.WaitAsync(delay, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (gate)
            gathering = new Batch();
        await WriteAsync([.. batch.Changes.Values]);
        batch.Written.SetResult();
    }

    /// <summary>Until it is written: the sessions keep their wake-ups as long, so nothing is lost even where this host ends first.</summary>
    private async Task WriteAsync(List<VisibilityChange> changes)
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
                await Task.Delay(RetryDelay, time, stopping);
            }
        }
    }

    [LoggerMessage(EventId = LogEvents.RunListNotWritten, Level = LogLevel.Warning, Message = "{Count} changes of the list of runs of tenant {Tenant} could not be written; they are tried again")]
    private partial void LogFailed(Exception failure, int count, TenantId tenant);

    private sealed class Batch
    {
        public Dictionary<string, VisibilityChange> Changes { get; } = [];

        /// <summary>Set when a caller waits for the batch.</summary>
        public TaskCompletionSource Hurried { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
