using System.Collections.Concurrent;
using AgentGrains.Contracts;
using Orleans.Runtime.Placement;

namespace AgentGrains.Grains.Sessions;

/// <summary>The session grains on this host, so that they can be told that it stops, and where they may go. Safe for concurrent use.</summary>
internal sealed class LocalSessions(ISiloStatusOracle silos)
{
    private readonly ConcurrentDictionary<SessionGrain, TaskScheduler> grains = new();
    private volatile bool leaving;

    /// <summary>A grain is here from now on. Called in its context.</summary>
    public void Add(SessionGrain grain) => grains[grain] = TaskScheduler.Current;

    /// <summary>A grain is gone.</summary>
    public void Remove(SessionGrain grain) => grains.TryRemove(grain, out _);

    /// <summary>Tells every grain, in its own context, that the host stops.</summary>
    public void Leave()
    {
        leaving = true;
        foreach (var (grain, context) in grains)
            Task.Factory.StartNew(static state => ((SessionGrain)state!).Leave(), grain, CancellationToken.None, TaskCreationOptions.DenyChildAttach, context).Ignore();
    }

    /// <summary>Begins a session by the first call to it: here, unless the host stops, because whoever asked for it is connected to this host.</summary>
    public Task<SessionReply> Begin(Func<Task<SessionReply>> call)
    {
        if (leaving)
            return call();
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silos.SiloAddress);
        try
        {
            return call();
        }
        finally
        {
            RequestContext.Remove(IPlacementDirector.PlacementHintKey);
        }
    }

    /// <summary>A host that a session may go to, another one for each session; null where there is none.</summary>
    public SiloAddress? Elsewhere(GrainId session)
    {
        var others = silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Where(silo => !silo.Equals(silos.SiloAddress)).Order().ToList();
        return others.Count == 0 ? null : others[(int)(session.GetUniformHashCode() % (uint)others.Count)];
    }
}
