using System.Collections.Concurrent;
using System.Text;
using AgentGrains.Testing.Doubles;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Telemetry.Receiving;

/// <summary>A place that telemetry is sent to, and what it got. A backend keeps every byte.</summary>
internal abstract class Backend : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<(string Path, byte[] Body)> received = new();
    private readonly ConcurrentQueue<ReceivedSpan> spans = new();
    private readonly ConcurrentQueue<ReceivedPoint> points = new();
    private volatile TaskCompletionSource came = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HttpDouble? server;

    public Uri Address => server!.Address;

    /// <summary>What to start the server with, so that it sends here.</summary>
    public abstract IReadOnlyDictionary<string, string> Settings { get; }

    public IReadOnlyList<ReceivedSpan> Spans => [.. spans];

    public IReadOnlyList<ReceivedPoint> Points => [.. points];

    /// <summary>The paths that something came to.</summary>
    public IReadOnlyList<string> Paths => [.. received.Select(request => request.Path).Distinct().Order()];

    /// <summary>Waits until what came is as wished.</summary>
    public async Task WaitAsync(string expected, Func<Backend, bool> matches)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var waited = came; !matches(this); waited = came)
        {
            var left = Patience - TimeProvider.System.GetElapsedTime(started);
            if (left <= TimeSpan.Zero || !await CameAsync(waited.Task, left))
                throw new TimeoutException($"Expected within {Patience}: {expected}. There came {string.Join(", ", Spans.Select(span => span.Name).Concat(Points.Select(point => point.Metric)).Distinct().Order())}.");
        }
    }

    /// <summary>Whether a text is anywhere in what came.</summary>
    public bool Holds(string text)
    {
        var sought = Encoding.UTF8.GetBytes(text);
        return received.Any(request => request.Body.AsSpan().IndexOf(sought) >= 0);
    }

    public ValueTask DisposeAsync() => server!.DisposeAsync();

    protected async Task OpenAsync() => server = await HttpDouble.StartAsync(TakeAsync);

    /// <summary>Reads a body, as it is without compression, and answers.</summary>
    protected abstract Task AnswerAsync(HttpContext context, byte[] body);

    protected abstract Stream BodyOf(HttpRequest request);

    protected void Add(IEnumerable<ReceivedSpan> more)
    {
        foreach (var span in more)
            spans.Enqueue(span);
    }

    protected void Add(IEnumerable<ReceivedPoint> more)
    {
        foreach (var point in more)
            points.Enqueue(point);
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await BodyOf(context.Request).CopyToAsync(body, context.RequestAborted);
        received.Enqueue((context.Request.Path, body.ToArray()));
        await AnswerAsync(context, body.ToArray());
        var before = came;
        came = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        before.TrySetResult();
    }

    private static async Task<bool> CameAsync(Task something, TimeSpan left)
    {
        try
        {
            await something.WaitAsync(left, TestContext.Current.CancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
