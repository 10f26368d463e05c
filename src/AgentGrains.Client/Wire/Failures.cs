using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace AgentGrains.Client.Wire;

/// <summary>Reads failures, and decides which of them are worth a retry.</summary>
internal static class Failures
{
    private const string InFlight = "AG2001";

    public static async Task<AgentGrainsApiException> ReadAsync(HttpResponseMessage response, TimeProvider time, CancellationToken cancellation)
    {
        var problem = await ProblemAsync(response, cancellation);
        var message = problem?.Detail ?? problem?.Title ?? $"The service answered {(int)response.StatusCode}.";
        return new AgentGrainsApiException(response.StatusCode, problem?.Code, problem?.Code is { } code ? $"{code}: {message}" : message)
        {
            Errors = problem?.Errors ?? new Dictionary<string, string[]>(),
            TraceId = problem?.TraceId,
            RetryAfter = RetryAfter(response, time),
        };
    }

    /// <summary>Whether the same request may succeed later.</summary>
    public static bool MayPass(Exception failure) => failure switch
    {
        AgentGrainsApiException { Status: HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests } => true,
        AgentGrainsApiException { Status: HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout } => true,
        // Of other failures of its own the service says so where it expects them to pass.
        AgentGrainsApiException { Status: >= HttpStatusCode.InternalServerError, RetryAfter: not null } => true,
        AgentGrainsApiException { Code: InFlight } => true,
        // What the other side's certificate or a wrong address brings comes again each time, but only time ends that.
        // A connection that is lost in the moment it is made comes as the socket's own exception.
        HttpRequestException or IOException or SocketException => true,
        TaskCanceledException { InnerException: TimeoutException } => true,
        _ => false,
    };

    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow(),
        _ => null,
    };

    private static async Task<ProblemBody?> ProblemAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return null;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            return await JsonSerializer.DeserializeAsync(body, ClientJson.Default.ProblemBody, cancellation);
        }
        catch (JsonException)
        {
            // Not a problem document after all; the status says what is left to say.
            return null;
        }
    }
}
