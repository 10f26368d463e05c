namespace AgentGrains.Api.Probes;

/// <summary>How much the HTTP API takes at once.</summary>
public sealed class AdmissionOptions
{
    /// <summary>Where the settings are.</summary>
    public const string Section = "AgentGrains:Api";

    /// <summary>Requests under way at once on one host; beyond it 503 with Retry-After. Those that only wait, for events or with <c>Prefer: wait</c>, do not count.</summary>
    /// <value>Default 2,000; at least 1.</value>
    public int MaxRequests { get; set; } = 2_000;

    /// <summary>Everything that is wrong with the options, in sentences; empty where nothing is.</summary>
    public IEnumerable<string> Mistakes()
    {
        if (MaxRequests < 1)
            yield return $"{Section}:{nameof(MaxRequests)} is {MaxRequests}; it has to be at least 1.";
    }
}
