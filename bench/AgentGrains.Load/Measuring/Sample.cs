namespace AgentGrains.Load.Measuring;

/// <summary>What stands for many measurements.</summary>
internal static class Sample
{
    /// <summary>The middle one.</summary>
    public static double Median(IEnumerable<double> values) => Percentile([.. values], 0.5);

    /// <summary>The value that so large a part of the others does not exceed.</summary>
    public static double Percentile(List<double> values, double part)
    {
        if (values.Count == 0)
            throw new InvalidOperationException("Nothing was measured.");
        values.Sort();
        return values[Math.Clamp((int)Math.Ceiling(values.Count * part) - 1, 0, values.Count - 1)];
    }

    /// <summary>The middle one, in milliseconds.</summary>
    public static double MedianMs(IEnumerable<TimeSpan> times) => Median(times.Select(time => time.TotalMilliseconds));
}
