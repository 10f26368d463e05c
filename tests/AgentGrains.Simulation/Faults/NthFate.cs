using AgentGrains.Simulation.Hosts;

namespace AgentGrains.Simulation.Faults;

/// <summary>Exactly one store call, counted from 1, has a fate; all others are carried out.</summary>
internal sealed class NthFate(int at, Fate fate) : IFates
{
    /// <summary>How many calls there were.</summary>
    public int Calls { get; private set; }

    public (Fate Fate, bool Slow) Next(Host host, string what) => (++Calls == at ? fate : Fate.CarryOut, false);
}
