namespace AgentGrains.Core.Sessions;

/// <summary>An estimate of tokens that no provider has counted: four bytes of UTF-8 a token, the usual rule of thumb for English.</summary>
public static class TokenEstimate
{
    /// <summary>An estimate for a text of a size.</summary>
    public static long Of(long sizeBytes) => (sizeBytes + 3) / 4;
}
