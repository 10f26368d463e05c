using AgentGrains.Simulation.Hosts;

namespace AgentGrains.Simulation.Faults;

/// <summary>Exactly one store call, or one attempt of an effect, counted from 1, has a fate; all others are executed.</summary>
internal sealed class NthFate(bool effect, int at, Fate fate) : IFates
{
    /// <summary>How many calls or attempts there were.</summary>
    public int Count { get; private set; }

    public (Fate Fate, bool Slow) Next(Host host, string what) => (effect ? Fate.Execute : Fall(), false);

    public Fate NextEffect() => effect ? Fall() : Fate.Execute;

    private Fate Fall() => ++Count == at ? fate : Fate.Execute;
}
