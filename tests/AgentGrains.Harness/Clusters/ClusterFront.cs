using AgentGrains.Harness.Proxies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Forwarder;

namespace AgentGrains.Harness.Clusters;

/// <summary>
/// One address in front of several silos, as an ingress is: requests go round robin to those that are ready, and streams pass through as they come, for as long
/// as they last. Safe for concurrent use.
/// </summary>
/// <remarks>
/// A request that failed before any of its answer came is sent once more, to another silo, where that can do no harm: its method is idempotent or it has an
/// Idempotency-Key. A silo that failed counts as not ready until it is asked again. Where no silo is ready, the answer is 503 with Retry-After.
/// </remarks>
public sealed class ClusterFront : IAsyncDisposable
{
    // The server's own limit is lower, and says so itself.
    private const long MaxKeptBody = 64 * 1024 * 1024;

    private static readonly ForwarderRequestConfig AsItComes = new() { ActivityTimeout = Timeout.InfiniteTimeSpan, AllowResponseBuffering = false };
    private static readonly string[] IdempotentMethods = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Options, HttpMethods.Put, HttpMethods.Delete];

    private readonly FrontDestination[] silos;
    private readonly ClusterFrontOptions options;
    private readonly CancellationTokenSource ended = new();
    private LoopbackServer? server;
    private Task probing = Task.CompletedTask;
    private int turn;
    private long retries;

    private ClusterFront(IEnumerable<FrontDestination> silos, ClusterFrontOptions options) => (this.silos, this.options) = ([.. silos], options);

    /// <summary>Where it listens.</summary>
    public Uri Address => server!.Address;

    /// <summary>How many requests each silo was sent, probes not among them.</summary>
    public IReadOnlyList<long> Requests => [.. silos.Select(silo => silo.Requests)];

    /// <summary>How many requests were sent to another silo because the first failed.</summary>
    public long Retries => Interlocked.Read(ref retries);

    /// <summary>Starts a front for silos in the machine's own network.</summary>
    /// <param name="silos">Their addresses.</param>
    /// <param name="options">How it spreads; null for the defaults.</param>
    public static Task<ClusterFront> StartAsync(IEnumerable<Uri> silos, ClusterFrontOptions? options = null) =>
        StartAsync(silos.Select(silo => new FrontDestination(silo, null)), options);

    /// <summary>Whether it sends requests to a silo.</summary>
    public bool IsReady(int silo) => silos[silo].IsReady;

    /// <summary>Waits until it sends requests to a silo.</summary>
    public Task WhenReadyAsync(int silo, CancellationToken cancellation) => silos[silo].WhenReadyAsync(cancellation);

    /// <summary>Stops it.</summary>
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await probing;
        await server!.DisposeAsync();
        foreach (var silo in silos)
            silo.Dispose();
        ended.Dispose();
    }

    internal static async Task<ClusterFront> StartAsync(IEnumerable<FrontDestination> silos, ClusterFrontOptions? options)
    {
        var front = new ClusterFront(silos, options ?? new ClusterFrontOptions());
        front.server = await LoopbackServer.StartAsync(
            services => context => front.ServeAsync(context, services.GetRequiredService<IHttpForwarder>()), front.options.Port,
            services: services => services.AddLogging().AddHttpForwarder());
        front.probing = Task.WhenAll(front.silos.Select(front.ProbeAsync));
        return front;
    }

    private async Task ServeAsync(HttpContext context, IHttpForwarder forwarder)
    {
        var mayRepeat = IdempotentMethods.Contains(context.Request.Method) || context.Request.Headers.ContainsKey("Idempotency-Key");
        if (mayRepeat)
            context.Request.EnableBuffering(bufferLimit: MaxKeptBody);
        var first = Next(except: null);
        if (first is null || await SendAsync(context, forwarder, first) || !mayRepeat || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            if (first is null)
                Refuse(context.Response);
            return;
        }
        if (Next(except: first) is not { } second)
            return;
        Interlocked.Increment(ref retries);
        context.Response.Clear();
        context.Request.Body.Position = 0;
        await SendAsync(context, forwarder, second);
    }

    private static async Task<bool> SendAsync(HttpContext context, IHttpForwarder forwarder, FrontDestination silo)
    {
        silo.Chosen();
        var error = await forwarder.SendAsync(context, silo.Prefix, silo.Http, AsItComes, HttpTransformer.Default);
        if (error is ForwarderError.Request or ForwarderError.RequestTimedOut && !context.RequestAborted.IsCancellationRequested)
            silo.Found(false);
        return error == ForwarderError.None;
    }

    private FrontDestination? Next(FrontDestination? except)
    {
        for (var i = 0; i < silos.Length; i++)
        {
            var silo = silos[(uint)Interlocked.Increment(ref turn) % silos.Length];
            if (silo.IsReady && silo != except)
                return silo;
        }
        return null;
    }

    private async Task ProbeAsync(FrontDestination silo)
    {
        using var timer = new PeriodicTimer(options.ProbeEvery, TimeProvider.System);
        try
        {
            do
            {
                await silo.ProbeAsync(options.ProbeFor, TimeProvider.System, ended.Token);
            }
            while (await timer.WaitForNextTickAsync(ended.Token));
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The front is being stopped.
            return;
        }
    }

    private static void Refuse(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        response.Headers.RetryAfter = "1";
    }
}
