using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AgentGrains.Api.Events;

/// <summary>The response of one stream. Events and the signs of life between them are written one at a time.</summary>
internal sealed class EventOutput : IAsyncDisposable
{
    /// <summary>How often a stream gives a sign of life; clients are promised one every 15 s.</summary>
    public static readonly TimeSpan PingPeriod = TimeSpan.FromSeconds(10);

    // So much may lie unsent before a slow reader is waited for.
    private const int MaxUnflushedBytes = 64 * 1024;

    private static readonly byte[] Ping = [.. ": ping\n\n"u8];

    private readonly PipeWriter pipe;
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly CancellationTokenSource stop;
    private readonly Task pinging;
    private int unflushedBytes;

    private EventOutput(PipeWriter pipe, TimeProvider time, CancellationToken cancellation)
    {
        this.pipe = pipe;
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        pinging = PingAsync(time);
    }

    /// <summary>Whether something has been written that has not been sent.</summary>
    public bool IsUnflushed => unflushedBytes > 0;

    /// <summary>Sends the headers and begins to give signs of life.</summary>
    public static async ValueTask<EventOutput> BeginAsync(HttpContext context, TimeProvider time, CancellationToken cancellation)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        // nginx and those who learned from it would hold events back.
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await response.BodyWriter.FlushAsync(cancellation);
        return new EventOutput(response.BodyWriter, time, cancellation);
    }

    /// <summary>Writes an event, to be sent with the next <see cref="FlushAsync"/> at the latest.</summary>
    public async ValueTask WriteAsync(byte[] frame, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            pipe.Write(frame);
            unflushedBytes += frame.Length;
            if (unflushedBytes >= MaxUnflushedBytes)
                await SendAsync(cancellation);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Sends what has been written.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            await SendAsync(cancellation);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        // The end of the pings is no news, whatever it was: the stream itself meets the same failure.
        await pinging.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
        gate.Dispose();
    }

    private async ValueTask SendAsync(CancellationToken cancellation)
    {
        unflushedBytes = 0;
        await pipe.FlushAsync(cancellation);
    }

    private async Task PingAsync(TimeProvider time)
    {
        using var timer = new PeriodicTimer(PingPeriod, time);
        while (await timer.WaitForNextTickAsync(stop.Token))
        {
            await WriteAsync(Ping, stop.Token);
            await FlushAsync(stop.Token);
        }
    }
}
