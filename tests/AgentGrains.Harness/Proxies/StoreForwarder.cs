namespace AgentGrains.Harness.Proxies;

/// <summary>Sends requests on to one service of a storage account, unchanged: signatures cover the path and most headers.</summary>
internal sealed class StoreForwarder(Uri service) : IDisposable
{
    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler
    {
        UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null,
        // The emulator ends its own sooner where it is told nothing, and a request on a connection that is about to end is lost.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(3),
    });

    /// <exception cref="HttpRequestException">The service did not answer.</exception>
    public async Task<StoreAnswer> SendAsync(StoreRequest request, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(service.GetLeftPart(UriPartial.Authority) + request.Target, AsItIs, out var address))
            throw new InvalidOperationException($"'{request.Target}' is no path.");
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), address);
        if (request.Body.Length > 0 || request.Headers.ContentLength is not null)
            message.Content = new ByteArrayContent(request.Body);
        foreach (var (name, values) in request.Headers)
        {
            if (!HopHeaders.Contains(name) && !message.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
                message.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }
        using var answer = await http.SendAsync(message, cancellation);
        var body = await answer.Content.ReadAsByteArrayAsync(cancellation);
        return new StoreAnswer((int)answer.StatusCode, [.. answer.Headers.Concat(answer.Content.Headers)], body);
    }

    public void Dispose() => http.Dispose();
}
