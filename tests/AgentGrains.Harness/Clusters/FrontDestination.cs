namespace AgentGrains.Harness.Clusters;

/// <summary>A silo as the front sees it.</summary>
internal sealed class FrontDestination(Uri address, NetworkNamespace? network) : IDisposable
{
    private readonly HttpMessageInvoker http = new(Handler(network));
    private readonly Lock gate = new();
    private long requests;
    private volatile bool ready;
    private volatile TaskCompletionSource becameReady = NotYet();

    public string Prefix { get; } = address.GetLeftPart(UriPartial.Authority);

    public HttpMessageInvoker Http => http;

    /// <summary>Whether it said that it is ready when it was last asked, and has been reachable since.</summary>
    public bool IsReady => ready;

    public long Requests => Interlocked.Read(ref requests);

    public Task WhenReadyAsync(CancellationToken cancellation) => becameReady.Task.WaitAsync(cancellation);

    public void Chosen() => Interlocked.Increment(ref requests);

    public void Found(bool isReady)
    {
        lock (gate)
        {
            if (isReady == ready)
                return;
            ready = isReady;
            if (isReady)
                becameReady.TrySetResult();
            else
                becameReady = NotYet();
        }
    }

    public async Task ProbeAsync(TimeSpan patience, TimeProvider time, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{Prefix}/health/ready");
            using var answer = await http.SendAsync(request, either.Token);
            Found(answer.IsSuccessStatusCode);
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException || (unreachable is OperationCanceledException && late.IsCancellationRequested))
        {
            Found(false);
        }
    }

    public void Dispose() => http.Dispose();

    private static SocketsHttpHandler Handler(NetworkNamespace? network)
    {
        var handler = NetworkNamespace.HandlerFor(network);
        handler.UseCookies = false;
        handler.AllowAutoRedirect = false;
        // The traces of a request go through as they came.
        handler.ActivityHeadersPropagator = null;
        // A silo that stands still accepts connections for as long as its backlog holds.
        handler.ConnectTimeout = TimeSpan.FromSeconds(2);
        return handler;
    }

    private static TaskCompletionSource NotYet() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
