using Microsoft.AspNetCore.Http;

namespace AgentGrains.Harness.Proxies;

/// <summary>
/// Stands in front of a storage account for one of its clients: counts what the client asks, and disturbs it as <see cref="Faults"/> say, or cuts it off.
/// Safe for concurrent use; faults may change at any time.
/// </summary>
/// <remarks>A forwarded request is executed to its end, even if the client's connection breaks.</remarks>
public sealed class FaultProxy : IAsyncDisposable
{
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(60);

    private readonly TimeProvider time;
    private readonly Random random;
    private readonly StoreForwarder blobs;
    private readonly StoreForwarder tables;
    private readonly ConnectionGate gate = new();
    private readonly StoreCounter counter = new();
    private volatile StoreFaults faults = StoreFaults.None;
    private LoopbackServer? blobServer;
    private LoopbackServer? tableServer;

    private FaultProxy(StoreEndpoints store, FaultProxyOptions options)
    {
        (time, random) = (options.Time, new Random(options.Seed));
        (blobs, tables) = (new StoreForwarder(store.Blobs), new StoreForwarder(store.Tables));
    }

    /// <summary>Where it listens.</summary>
    public StoreEndpoints Endpoints => new(blobServer!.Address, tableServer!.Address);

    /// <summary>What happens to requests that come from now on.</summary>
    public StoreFaults Faults
    {
        get => faults;
        set => faults = value;
    }

    /// <summary>Whether it is cut off.</summary>
    public bool IsCutOff => gate.IsClosed;

    /// <summary>What it has seen and done so far.</summary>
    public StoreCounts Counts => counter.Counts;

    /// <summary>Starts a proxy on free ports.</summary>
    /// <param name="store">What it stands in front of.</param>
    /// <param name="options">How it is made; null for a seed of 0 on the machine's loopback address.</param>
    public static async Task<FaultProxy> StartAsync(StoreEndpoints store, FaultProxyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        options ??= new FaultProxyOptions();
        var proxy = new FaultProxy(store, options);
        proxy.blobServer = await LoopbackServer.StartAsync(_ => context => proxy.ServeAsync(context, ofTables: false), network: options.Network, gate: proxy.gate);
        proxy.tableServer = await LoopbackServer.StartAsync(_ => context => proxy.ServeAsync(context, ofTables: true), network: options.Network, gate: proxy.gate);
        return proxy;
    }

    /// <summary>Closes all connections, and each that comes, until it is healed.</summary>
    public void CutOff() => gate.Close();

    /// <summary>Ends a cut and all faults.</summary>
    public void Heal()
    {
        Faults = StoreFaults.None;
        gate.Open();
    }

    /// <summary>Counts from 0 again.</summary>
    public void ResetCounts() => counter.Reset();

    /// <summary>Stops it.</summary>
    public async ValueTask DisposeAsync()
    {
        await blobServer!.DisposeAsync();
        await tableServer!.DisposeAsync();
        blobs.Dispose();
        tables.Dispose();
    }

    private async Task ServeAsync(HttpContext context, bool ofTables)
    {
        var request = await StoreRequest.ReadAsync(context.Request, ofTables);
        var how = faults;
        var fault = Choose(how, request.Operation);
        counter.Asked(request, fault);
        try
        {
            await ServeAsync(context, request, ofTables, how, fault);
        }
        catch (HttpRequestException)
        {
            // What a store that is not there looks like.
            counter.FoundUnreachable();
            context.Abort();
        }
    }

    private async Task ServeAsync(HttpContext context, StoreRequest request, bool ofTables, StoreFaults how, StoreFault fault)
    {
        switch (fault)
        {
            case StoreFault.ServerBusy:
                await StoreRefusal.WriteAsync(context, ofTables, StatusCodes.Status503ServiceUnavailable, "ServerBusy", how.RetryAfterSeconds);
                return;
            case StoreFault.InternalError:
                await StoreRefusal.WriteAsync(context, ofTables, StatusCodes.Status500InternalServerError, "InternalError");
                return;
            case StoreFault.Throttled:
                await StoreRefusal.WriteAsync(context, ofTables, StatusCodes.Status429TooManyRequests, "TooManyRequests", how.RetryAfterSeconds);
                return;
            case StoreFault.LostBefore:
                await LoseAsync(context, how.HoldFor);
                return;
        }
        var answer = await ForwardAsync(request, ofTables);
        switch (fault)
        {
            case StoreFault.LostAfter:
                await LoseAsync(context, how.HoldFor);
                return;
            case StoreFault.OperationTimedOut:
                await StoreRefusal.WriteAsync(context, ofTables, StatusCodes.Status500InternalServerError, "OperationTimedOut");
                return;
            case StoreFault.Doubled:
                answer = await ForwardAsync(request, ofTables);
                break;
            case StoreFault.Slow:
                await Task.Delay(how.SlowBy, time, context.RequestAborted);
                break;
        }
        counter.Answered(request, answer.Body.Length);
        await answer.WriteAsync(context);
    }

    private async Task<StoreAnswer> ForwardAsync(StoreRequest request, bool ofTables)
    {
        using var late = new CancellationTokenSource(MostPatience, time);
        try
        {
            return await (ofTables ? tables : blobs).SendAsync(request, late.Token);
        }
        catch (OperationCanceledException hung) when (late.IsCancellationRequested)
        {
            throw new HttpRequestException($"The store did not answer within {MostPatience}.", hung);
        }
    }

    private async Task LoseAsync(HttpContext context, TimeSpan after)
    {
        await Task.Delay(after, time, context.RequestAborted);
        context.Abort();
    }

    private StoreFault Choose(StoreFaults how, StoreOperation operation)
    {
        if (how.Probability <= 0 || how.Kinds.Count == 0 || !how.Operations.Contains(operation))
            return StoreFault.None;
        lock (random)
            return random.NextDouble() < how.Probability ? how.Kinds[random.Next(how.Kinds.Count)] : StoreFault.None;
    }
}
