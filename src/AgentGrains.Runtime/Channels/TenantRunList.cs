using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Runtime.Sessions;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Channels;

/// <summary>Writes changes of one tenant's list of runs in batches, one after the other. Safe for concurrent use.</summary>
internal sealed partial class TenantRunList(
    TenantId tenant, IVisibilityStore store, IBackground background, TimeSpan delay, TimeProvider time, ILogger log, CancellationToken stopping)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Batch gathering = new(Task.CompletedTask);

    /// <summary>Completes when all batches so far are written; cancelled if the host stops before.</summary>
    public Task Writing
    {
        get
        {
            lock (gate)
                return gathering.Changes.Count > 0 ? gathering.Written : gathering.Before;
        }
    }

    /// <summary>Adds changes to the next batch; completes when it is written.</summary>
    public Task WriteAsync(IReadOnlyList<VisibilityChange> changes)
    {
        lock (gate)
        {
            var first = gathering.Changes.Count == 0;
            foreach (var change in changes)
                gathering.Add(change);
            if (first)
                background.Run(static work => work.List.WriteAsync(work.Batch), (List: this, Batch: gathering));
            return gathering.Written;
        }
    }

    private async Task WriteAsync(Batch batch)
    {
        const ConfigureAwaitOptions KeepGoing = ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing;
        await Task.Delay(delay, time, stopping).ConfigureAwait(KeepGoing);
        await batch.Before.ConfigureAwait(KeepGoing);
        lock (gate)
            gathering = new Batch(batch.Written);
        try
        {
            await WriteUntilDoneAsync([.. batch.Changes.Values]);
            batch.Complete();
        }
        catch (Exception failure) when (stopping.IsCancellationRequested)
        {
            LogLeft(failure, batch.Changes.Count, tenant);
            batch.Cancel(stopping);
        }
    }

    /// <summary>Until it is written: the sessions keep their wake-ups as long, so nothing is lost even if this host ends first.</summary>
    private async Task WriteUntilDoneAsync(List<VisibilityChange> changes)
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

    [LoggerMessage(EventId = LogEvents.RunListLeft, Level = LogLevel.Information, Message = "{Count} changes of the list of runs of tenant {Tenant} are left to the next host, because this one stops")]
    private partial void LogLeft(Exception failure, int count, TenantId tenant);

    private sealed class Batch(Task before)
    {
        private readonly TaskCompletionSource written = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Dictionary<string, VisibilityChange> Changes { get; } = [];

        /// <summary>The batch before it.</summary>
        public Task Before => before;

        public Task Written => written.Task;

        /// <summary>Adds a change, unless a newer one of the same run is there: an owner that lost its session may still deliver.</summary>
        public void Add(VisibilityChange change)
        {
            var key = change.Run?.Id.ToString() ?? change.Session!.Id.ToString();
            if (!Changes.TryGetValue(key, out var known) || known.Position <= change.Position)
                Changes[key] = change;
        }

        public void Complete() => written.SetResult();

        public void Cancel(CancellationToken by) => written.TrySetCanceled(by);
    }
}
