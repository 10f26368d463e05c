using System.Collections.Concurrent;

namespace AgentGrains.Grains.Sessions;

/// <summary>The session grains on this host, so that they can be told that it stops, and where they may go. Safe for concurrent use.</summary>
internal sealed class LocalSessions(ISiloStatusOracle silos)
{
    private readonly ConcurrentDictionary<SessionGrain, bool> grains = new();
    private volatile bool leaving;

    /// <summary>Whether the host stops.</summary>
    public bool AreLeaving => leaving;

    /// <summary>A grain is here from now on.</summary>
    public void Add(SessionGrain grain) => grains[grain] = true;

    /// <summary>A grain is gone.</summary>
    public void Remove(SessionGrain grain) => grains.TryRemove(grain, out _);

    /// <summary>Tells every grain, in its own context, that the host stops.</summary>
    public void Leave()
    {
        leaving = true;
        foreach (var grain in grains.Keys)
            grain.Drain();
    }

    /// <summary>A host that a session may go to, another one for each session; null where there is none.</summary>
    /// <remarks>One that started later than this one, where there is any: hosts that are replaced stop together, and still count as active.</remarks>
    public SiloAddress? Elsewhere(GrainId session)
    {
        var others = silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Where(silo => !silo.Equals(silos.SiloAddress)).Order().ToList();
        if (others.Where(silo => silo.Generation > silos.SiloAddress.Generation).ToList() is { Count: > 0 } newer)
            others = newer;
        return others.Count == 0 ? null : others[(int)(session.GetUniformHashCode() % (uint)others.Count)];
    }
}
