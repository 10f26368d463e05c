using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Owners;
using AgentGrains.Core.Stores;
using AgentGrains.Simulation.Faults;
using AgentGrains.Simulation.Scheduling;

namespace AgentGrains.Simulation.Hosts;

/// <summary>Writes changes of the list of runs in batches, a while later, and again until they are written; gone with its host.</summary>
internal sealed class HostRunList(World world, Host host, IVisibilityStore disk, Network network) : IRunList
{
    private readonly Dictionary<string, (TenantId Tenant, VisibilityChange Change)> gathering = [];
    private TaskCompletionSource? gathered;
    private Task writing = Task.CompletedTask;

    public void Post(TenantId tenant, VisibilityChange change)
    {
        gathering[change.Run?.Id.ToString() ?? change.Session!.Id.ToString()] = (tenant, change);
        if (gathered is not null)
            return;
        var written = gathered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = writing;
        writing = written.Task;
        host.Context.Run(() => _ = WriteAsync(before, written));
    }

    public Task FlushAsync(TenantId tenant, bool urgent) => writing;

    private async Task WriteAsync(Task before, TaskCompletionSource written)
    {
        await world.Loop.DelayAsync(TimeSpan.FromMilliseconds(250));
        await before;
        var batch = gathering.Values.ToList();
        gathering.Clear();
        gathered = null;
        foreach (var tenant in batch.GroupBy(item => item.Tenant, item => item.Change))
        {
            while (!await TryWriteAsync(tenant.Key, [.. tenant]))
                await world.Loop.DelayAsync(TimeSpan.FromSeconds(1));
        }
        written.SetResult();
    }

    private async Task<bool> TryWriteAsync(TenantId tenant, List<VisibilityChange> changes)
    {
        try
        {
            return await network.CallAsync("visibility.upsert", () => Finished.Of(disk.UpsertAsync(tenant, changes, CancellationToken.None)));
        }
        catch (AgentGrainsException unreachable)
        {
            world.Trace($"{host.Name} lists later: {unreachable.Message}");
            return false;
        }
    }
}
