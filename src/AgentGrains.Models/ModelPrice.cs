namespace AgentGrains.Models;

/// <summary>What tokens cost.</summary>
internal static class ModelPrice
{
    private const int Million = 1_000_000;

    /// <summary>The price of one call in millionths of the currency, rounded up so that nothing that costs is free.</summary>
    public static long Of(ModelOptions options, long inputTokens, long outputTokens, long cachedInputTokens)
    {
        var cached = Math.Clamp(cachedInputTokens, 0, Math.Max(inputTokens, 0));
        var cachedPrice = options.CachedInputMicrosPerMillionTokens ?? options.InputMicrosPerMillionTokens;
        var total = ((Int128)(inputTokens - cached) * options.InputMicrosPerMillionTokens)
            + ((Int128)cached * cachedPrice)
            + ((Int128)outputTokens * options.OutputMicrosPerMillionTokens);
        return (long)Int128.Min(long.MaxValue, (total + Million - 1) / Million);
    }
}
