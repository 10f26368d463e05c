namespace AgentGrains.Core.Errors;

/// <summary>The one family of expected failures: each carries a code that has a page in docs/errors.</summary>
public class AgentGrainsException : Exception
{
    /// <summary>Makes the failure.</summary>
    /// <param name="code">What went wrong, as a stable code.</param>
    /// <param name="detail">What was wrong here, where, and what would be right.</param>
    /// <param name="inner">What caused it, if anything did.</param>
    public AgentGrainsException(ErrorCode code, string detail, Exception? inner = null)
        : base(detail, inner) => Code = code;

    /// <summary>What went wrong, as a stable code.</summary>
    public ErrorCode Code { get; }

    /// <summary>Whether the same call may succeed later: a host or a store failed, and nothing said no.</summary>
    public bool IsTransient => Code.Status >= 500 && Code != ErrorCodes.DamagedData && Code != ErrorCodes.NewerData;

    /// <summary>How long a caller should wait before it tries again; null if a retry does not help or the time is unknown.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What was wrong with each field of the input, by its path; empty where the failure is not about fields.</summary>
    public IReadOnlyDictionary<string, string[]> Fields { get; init; } = new Dictionary<string, string[]>();
}
