namespace AgentGrains.Runtime.Sessions;

/// <summary>The delay before a retry.</summary>
public static class Backoff
{
    /// <summary>Twice as long as before, up to a longest delay.</summary>
    public static TimeSpan Doubled(this TimeSpan delay, TimeSpan longest) => delay * 2 < longest ? delay * 2 : longest;
}
