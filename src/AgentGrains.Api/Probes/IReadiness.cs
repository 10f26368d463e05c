namespace AgentGrains.Api.Probes;

/// <summary>Says how far the service is: what the probes answer, and whether new runs are taken. Safe for concurrent use; asked for every new run.</summary>
public interface IReadiness
{
    /// <summary>How far the service is now. Cheap: no I/O.</summary>
    ServiceStage Current { get; }

    /// <summary>Cancelled when waiting requests must end: streams are aborted, and requests with <c>Prefer: wait</c> return the current state.</summary>
    /// <remarks>Not before the load balancer has had time to notice: a stream that arrives before that would only end in a reset connection.</remarks>
    CancellationToken Draining { get; }
}

/// <summary>How far the service is.</summary>
/// <param name="Name">The stage it is in, such as <c>stores</c>, <c>ready</c> or <c>draining</c>.</param>
/// <param name="Started">Whether every stage of the start is done.</param>
/// <param name="TakesRequests">Whether the load balancer should send it requests.</param>
/// <param name="AcceptsRuns">Whether it takes new runs.</param>
/// <param name="Missing">What is missing if it does not.</param>
/// <param name="RetryAfter">How long callers should wait then; null if unknown.</param>
public sealed record ServiceStage(string Name, bool Started, bool TakesRequests, bool AcceptsRuns, string? Missing, TimeSpan? RetryAfter)
{
    /// <summary>Everything is there.</summary>
    public static readonly ServiceStage Ready = new("ready", true, true, true, null, null);
}
