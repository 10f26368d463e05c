using System.Net.Http.Headers;
using AgentGrains.Client.Wire;

namespace AgentGrains.Client;

/// <summary>A client of the HTTP API. Safe for concurrent use.</summary>
/// <remarks>
/// Requests that may be repeated are: all but POSTs without an Idempotency-Key. They are after a lost connection, 408, 429, 502, 503, 504, any other 5xx with
/// Retry-After, and while the first of them is in flight (<c>AG2001</c>). Tries end with <see cref="AgentGrainsClientOptions.RetryFor"/>.
/// </remarks>
public sealed class AgentGrainsClient
{
    /// <summary>Makes a client.</summary>
    /// <param name="http">Has the service's address and the credential in its default headers. Its time-out has to be longer than any wait asked for.</param>
    /// <param name="options">How it behaves when something goes wrong.</param>
    /// <param name="time">The clock of its delays.</param>
    public AgentGrainsClient(HttpClient http, AgentGrainsClientOptions? options = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        var connection = new Connection(http, options ?? new AgentGrainsClientOptions(), time ?? TimeProvider.System);
        Agents = new AgentsClient(connection);
        Sessions = new SessionsClient(connection);
        Runs = new RunsClient(connection);
    }

    /// <summary>Agents.</summary>
    public AgentsClient Agents { get; }

    /// <summary>Sessions.</summary>
    public SessionsClient Sessions { get; }

    /// <summary>Runs.</summary>
    public RunsClient Runs { get; }

    /// <summary>Makes an <see cref="HttpClient"/> for a service and a key.</summary>
    /// <param name="address">The service's address.</param>
    /// <param name="key">An API key or a token.</param>
    public static HttpClient CreateHttpClient(Uri address, string key) => new()
    {
        BaseAddress = address,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
    };
}
