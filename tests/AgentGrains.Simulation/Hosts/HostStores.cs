using System.Runtime.CompilerServices;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Runtime.Sessions;
using AgentGrains.Simulation.Faults;
using AgentGrains.Simulation.Scheduling;

namespace AgentGrains.Simulation.Hosts;

/// <summary>The journals as one host reaches them.</summary>
internal sealed class HostJournal(IJournalStore disk, Network network) : IJournalStore
{
    public async ValueTask<JournalOpening?> OpenAsync(SessionKey session, CancellationToken cancellation) =>
        await network.CallAsync("journal.open", () => Finished.Of(disk.OpenAsync(session, cancellation)));

    public async ValueTask AppendAsync(JournalAppend append, CancellationToken cancellation) =>
        await network.CallAsync("journal.append", () => Finished.Of(disk.AppendAsync(append, cancellation)));

    public async IAsyncEnumerable<JournalRecord> ReadAsync(SessionKey session, long from, long to, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var records = await network.CallAsync("journal.read", () => disk.ReadAsync(session, from, to, cancellation).ToBlockingEnumerable(cancellation).ToList());
        foreach (var record in records)
            yield return record;
    }

    public async ValueTask<SessionHeader?> ReadHeaderAsync(SessionKey session, CancellationToken cancellation) =>
        await network.CallAsync("journal.header", () => Finished.Of(disk.ReadHeaderAsync(session, cancellation)));

    public async ValueTask SaveCheckpointAsync(SessionKey session, long position, ReadOnlyMemory<byte> state, CancellationToken cancellation) =>
        await network.CallAsync("journal.checkpoint", () => Finished.Of(disk.SaveCheckpointAsync(session, position, state, cancellation)));

    public async ValueTask DeleteAsync(SessionKey session, CancellationToken cancellation) =>
        await network.CallAsync("journal.delete", () => Finished.Of(disk.DeleteAsync(session, cancellation)));

    public IAsyncEnumerable<SessionKey> ReadUnfinishedAsync(CancellationToken cancellation) => disk.ReadUnfinishedAsync(cancellation);
}

/// <summary>The wake-ups as one host reaches them.</summary>
internal sealed class HostWakeUps(IWakeUpStore disk, Network network) : IWakeUpStore
{
    public async ValueTask SetAsync(WakeUp wakeUp, CancellationToken cancellation) =>
        await network.CallAsync("wakeup.set", () => Finished.Of(disk.SetAsync(wakeUp, cancellation)));

    public async ValueTask RemoveAsync(SessionKey session, long stamp, CancellationToken cancellation) =>
        await network.CallAsync("wakeup.remove", () => Finished.Of(disk.RemoveAsync(session, stamp, cancellation)));

    public async ValueTask<WakeUp?> FindAsync(SessionKey session, CancellationToken cancellation) =>
        await network.CallAsync("wakeup.find", () => Finished.Of(disk.FindAsync(session, cancellation)));

    public async ValueTask<IReadOnlyList<WakeUp>> ReadDueAsync(int shard, DateTimeOffset dueBy, int limit, CancellationToken cancellation) =>
        await network.CallAsync("wakeup.due", () => Finished.Of(disk.ReadDueAsync(shard, dueBy, limit, cancellation)));

    public async ValueTask<IReadOnlyList<WakeUp>> ReadOrphanedAsync(int shard, IReadOnlyCollection<string> alive, int limit, CancellationToken cancellation) =>
        await network.CallAsync("wakeup.orphaned", () => Finished.Of(disk.ReadOrphanedAsync(shard, alive, limit, cancellation)));
}

/// <summary>The payloads as one host reaches them.</summary>
internal sealed class HostPayloads(IPayloadStore disk, Network network) : IPayloadStore
{
    public async ValueTask<PayloadReference> PutAsync(SessionKey session, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        await network.CallAsync("payload.put", () => Finished.Of(disk.PutAsync(session, content, cancellation)));

    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(TenantId tenant, PayloadReference reference, CancellationToken cancellation) =>
        await network.CallAsync("payload.get", () => Finished.Of(disk.GetAsync(tenant, reference, cancellation)));

    public async ValueTask DeleteAsync(SessionKey session, CancellationToken cancellation) =>
        await network.CallAsync("payload.delete", () => Finished.Of(disk.DeleteAsync(session, cancellation)));
}

/// <summary>The versions of agents as one host reaches them.</summary>
internal sealed class HostAgents(IReadOnlyDictionary<string, AgentDefinition> agents, Mutation mutation, Network network) : IAgentVersions
{
    public async ValueTask<AgentDefinition> ReadAsync(TenantId tenant, string agent, int version, CancellationToken cancellation) =>
        await network.CallAsync("agent.read", () => mutation.Agent(agents[$"{agent}@{version}"]));
}

/// <summary>The list of runs as one host reaches it.</summary>
internal sealed class HostVisibility(IVisibilityStore disk, Network network) : IVisibilityStore
{
    public async ValueTask UpsertAsync(TenantId tenant, IReadOnlyList<VisibilityChange> changes, CancellationToken cancellation) =>
        await network.CallAsync("visibility.upsert", () => Finished.Of(disk.UpsertAsync(tenant, changes, cancellation)));

    public async ValueTask<RunView?> ReadRunAsync(TenantId tenant, RunId run, CancellationToken cancellation) =>
        await network.CallAsync("visibility.run", () => Finished.Of(disk.ReadRunAsync(tenant, run, cancellation)));

    public async ValueTask<IReadOnlyList<RunView>> ListRunsAsync(TenantId tenant, VisibilityQuery query, CancellationToken cancellation) =>
        await network.CallAsync("visibility.runs", () => Finished.Of(disk.ListRunsAsync(tenant, query, cancellation)));

    public async ValueTask<IReadOnlyList<SessionView>> ListSessionsAsync(TenantId tenant, VisibilityQuery query, CancellationToken cancellation) =>
        await network.CallAsync("visibility.sessions", () => Finished.Of(disk.ListSessionsAsync(tenant, query, cancellation)));

    public async ValueTask DeleteAsync(SessionKey session, DateTimeOffset at, CancellationToken cancellation) =>
        await network.CallAsync("visibility.delete", () => Finished.Of(disk.DeleteAsync(session, at, cancellation)));

    public async ValueTask<bool> IsErasedAsync(SessionKey session, CancellationToken cancellation) =>
        await network.CallAsync("visibility.erased", () => Finished.Of(disk.IsErasedAsync(session, cancellation)));
}
