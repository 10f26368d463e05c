namespace AgentGrains.Core.Models;

/// <summary>What a model's tokens cost, in millionths of the currency for a million tokens.</summary>
/// <param name="InputMicrosPerMillion">Tokens of the prompt.</param>
/// <param name="OutputMicrosPerMillion">Tokens of the answer.</param>
/// <param name="CachedInputMicrosPerMillion">Tokens of the prompt that came from the provider's cache.</param>
public sealed record ModelPrice(long InputMicrosPerMillion, long OutputMicrosPerMillion, long CachedInputMicrosPerMillion)
{
    private const int Million = 1_000_000;

    /// <summary>The price of a model without one.</summary>
    public static readonly ModelPrice Free = new(0, 0, 0);

    /// <summary>The price of one call in millionths of the currency, rounded up so that nothing that costs is free.</summary>
    public long CostOf(long inputTokens, long outputTokens, long cachedInputTokens)
    {
        var cached = Math.Clamp(cachedInputTokens, 0, Math.Max(inputTokens, 0));
        var total = ((Int128)(inputTokens - cached) * InputMicrosPerMillion) + ((Int128)cached * CachedInputMicrosPerMillion) + ((Int128)outputTokens * OutputMicrosPerMillion);
        return (long)Int128.Min(long.MaxValue, (total + Million - 1) / Million);
    }
}
