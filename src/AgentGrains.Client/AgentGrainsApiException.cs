using System.Net;

namespace AgentGrains.Client;

/// <summary>The service refused a request or failed to execute it.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="code">The service's code, <c>AGnnnn</c>; null where something before the service answered.</param>
/// <param name="message">What was wrong.</param>
public sealed class AgentGrainsApiException(HttpStatusCode status, string? code, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>The service's code, <c>AGnnnn</c>; null where something before the service answered.</summary>
    public string? Code { get; } = code;

    /// <summary>What was wrong with each field, by its path.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; init; } = new Dictionary<string, string[]>();

    /// <summary>Names the request in the service's logs and traces.</summary>
    public string? TraceId { get; init; }

    /// <summary>How long the service asked to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
