using AgentGrains.Simulation.Hosts;

namespace AgentGrains.Simulation.Faults;

/// <summary>What becomes of a call, or of an attempt: one that fails and is executed later reports twice.</summary>
internal enum Fate
{
    Execute,
    FailBefore,
    FailAfter,
    FailThenExecute,
    CrashBefore,
    CrashAfter,
}

/// <summary>Decides what becomes of each call of a store, and of each attempt of an effect.</summary>
internal interface IFates
{
    /// <summary>What becomes of the next call.</summary>
    (Fate Fate, bool Slow) Next(Host host, string what);

    /// <summary>What becomes of the next attempt of an effect, beside what <see cref="FaultRates"/> do to it.</summary>
    Fate NextEffect() => Fate.Execute;
}

/// <summary>Chance decides, by rates that end with the chaos.</summary>
internal sealed class ChanceOfFates(World world) : IFates
{
    public (Fate Fate, bool Slow) Next(Host host, string what)
    {
        var rates = world.Rates;
        var chance = world.Random.NextDouble();
        var fate = Falls(rates.FailBefore) ? Fate.FailBefore
            : Falls(rates.FailAfter) ? Fate.FailAfter
            : Falls(rates.FailThenExecute) ? Fate.FailThenExecute
            : Falls(rates.CrashAtCall) ? (world.Random.Next(2) == 0 ? Fate.CrashBefore : Fate.CrashAfter)
            : Fate.Execute;
        return (fate, world.Chance(rates.Slow));

        bool Falls(double rate) => (chance -= rate) < 0;
    }
}
