namespace AgentGrains.Load.Measuring;

/// <summary>The medians of two measurements taken in turns, and of their ratio.</summary>
/// <remarks>Each value is held against the references before and after it, so that what else the machine does cancels out.</remarks>
internal sealed record InTurns(double Value, double Reference, double Ratio)
{
    /// <summary>Measures.</summary>
    /// <param name="rounds">How many values are taken.</param>
    /// <param name="value">Measures the value.</param>
    /// <param name="reference">Measures what it is held against.</param>
    /// <param name="round">Called after each round.</param>
    public static async Task<InTurns> MeasureAsync(int rounds, Func<Task<double>> value, Func<Task<double>> reference, Action<InTurns> round)
    {
        List<InTurns> all = [];
        var before = await reference();
        for (var i = 0; i < rounds; i++)
        {
            var measured = await value();
            var after = await reference();
            all.Add(new InTurns(measured, after, measured * 2 / (before + after)));
            round(all[^1]);
            before = after;
        }
        return Median(all);
    }

    /// <summary>Does both so many times; which comes first changes each time.</summary>
    public static async Task DoAsync(int times, Func<Task> one, Func<Task> other)
    {
        for (var i = 0; i < times; i++)
        {
            var (first, second) = i % 2 == 0 ? (one, other) : (other, one);
            await first();
            await second();
        }
    }

    /// <summary>The median of each.</summary>
    public static InTurns Median(IReadOnlyList<InTurns> all) =>
        new(Sample.Median(all.Select(one => one.Value)), Sample.Median(all.Select(one => one.Reference)), Sample.Median(all.Select(one => one.Ratio)));
}
