namespace AgentGrains.Simulation.Faults;

/// <summary>How often what goes wrong, from 0 to 1 each.</summary>
internal sealed record FaultRates
{
    /// <summary>Nothing goes wrong.</summary>
    public static readonly FaultRates None = new();

    /// <summary>A call of a store fails and was not executed.</summary>
    public double FailBefore { get; init; }

    /// <summary>A call of a store fails although it was executed.</summary>
    public double FailAfter { get; init; }

    /// <summary>A call of a store fails and is executed some time later.</summary>
    public double FailThenExecute { get; init; }

    /// <summary>A call of a store takes seconds.</summary>
    public double Slow { get; init; }

    /// <summary>The host goes down before or after a call of a store is executed.</summary>
    public double CrashAtCall { get; init; }

    /// <summary>A host is asked to stop, at each look after idle ones.</summary>
    public double HostLeaves { get; init; }

    /// <summary>An attempt of an effect fails.</summary>
    public double EffectFails { get; init; }

    /// <summary>An attempt of an effect takes long.</summary>
    public double EffectSlow { get; init; }

    /// <summary>A result is reported twice.</summary>
    public double ReportTwice { get; init; }

    /// <summary>A call goes to a host that is not the usual owner's.</summary>
    public double WrongHost { get; init; }

    /// <summary>A client sends an input again although it was answered.</summary>
    public double SendAgain { get; init; }

    /// <summary>Rates of a world, some worlds calm and some wild.</summary>
    public static FaultRates Of(Random random)
    {
        var wildness = random.Next(4) switch { 0 => 0, 1 => 0.2, 2 => 1, _ => 2.5 };
        return new FaultRates
        {
            FailBefore = Rate(0.02), FailAfter = Rate(0.02), FailThenExecute = Rate(0.01), Slow = Rate(0.02), CrashAtCall = Rate(0.008), HostLeaves = Rate(0.3),
            EffectFails = Rate(0.15), EffectSlow = Rate(0.08), ReportTwice = Rate(0.1), WrongHost = Rate(0.04), SendAgain = Rate(0.1),
        };

        double Rate(double most) => random.Next(3) == 0 ? 0 : Math.Min(0.5, most * wildness * random.NextDouble() * 2);
    }
}
