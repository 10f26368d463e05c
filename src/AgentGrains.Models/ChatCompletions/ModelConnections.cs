namespace AgentGrains.Models.ChatCompletions;

/// <summary>The pool of connections to all endpoints of models.</summary>
internal sealed class ModelConnections : IDisposable
{
    // What follows the end of an answer is read, so that the connection serves the next one.
    private const int MaxDrainedBytes = 1 << 16;

    /// <summary>Sends requests. It neither retries nor redirects; each attempt has time limits of its own.</summary>
    public HttpClient Http { get; } = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // a redirect could send the key to another origin
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a changed address is noticed
            EnableMultipleHttp2Connections = true,
            MaxResponseDrainSize = MaxDrainedBytes,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
        },
        disposeHandler: true)
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public void Dispose() => Http.Dispose();
}
