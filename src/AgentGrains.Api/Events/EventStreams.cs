using System.Runtime.CompilerServices;
using AgentGrains.Api.Access;
using AgentGrains.Api.Probes;
using AgentGrains.Contracts;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Stores;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Api.Events;

/// <summary>Streams the journal of a session, or a run's part of it, as server-sent events.</summary>
internal sealed class EventStreams(ISessions sessions, JournalReader journal, FrameCache frames, TimeProvider time, IReadiness readiness)
{
    /// <summary>Streams a run's events behind a position and closes after the last.</summary>
    public async Task WriteRunAsync(HttpContext context, RunView run, long after)
    {
        var session = new SessionKey(context.Tenant(), run.Id.Session);
        await RequireAsync(session, after, context.RequestAborted);
        // All events of a run that has ended are durable. Reading on would wait for ever where its last event is not behind the position.
        await WriteAsync(context, session, run.Id.Key, token => run.Status.HasEnded() ? StoredAsync(session, after, token) : sessions.ReadAsync(session, after, token));
    }

    /// <summary>Streams a session's events behind a position until the client goes.</summary>
    public async Task WriteSessionAsync(HttpContext context, SessionId session, long after)
    {
        var key = new SessionKey(context.Tenant(), session);
        await RequireAsync(key, after, context.RequestAborted);
        await WriteAsync(context, key, null, token => sessions.ReadAsync(key, after, token));
    }

    private async Task WriteAsync(HttpContext context, SessionKey session, RunKey? run, Func<CancellationToken, IAsyncEnumerable<SessionFrame>> read)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, readiness.Draining);
        try
        {
            await using var output = await EventOutput.BeginAsync(context, time, stop.Token);
            await CopyAsync(session, run, read(stop.Token), output, stop);
        }
        catch (OperationCanceledException) when (readiness.Draining.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            // A draining host aborts its streams, so that clients resume at another host: a stream that ends normally is complete.
            context.Abort();
        }
    }

    private async Task CopyAsync(SessionKey session, RunKey? run, IAsyncEnumerable<SessionFrame> source, EventOutput output, CancellationTokenSource stop)
    {
        await using var reading = source.GetAsyncEnumerator(stop.Token);
        while (true)
        {
            var next = reading.MoveNextAsync().Preserve();
            try
            {
                // What came in one go is sent in one go: only before a wait.
                if (!next.IsCompleted && output.IsUnflushed)
                    await output.FlushAsync(stop.Token);
            }
            catch
            {
                // An enumerator that is being read must not be disposed of.
                await stop.CancelAsync();
                await ((Task)next.AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw;
            }
            if (!await next)
                break;
            if (Frame(session, run, reading.Current) is { Length: > 0 } frame)
                await output.WriteAsync(frame, stop.Token);
            if (run is not null && IsLast(reading.Current, run.Value))
                break;
        }
        await output.FlushAsync(stop.Token);
    }

    private byte[] Frame(SessionKey session, RunKey? run, SessionFrame frame) => frame switch
    {
        SessionFrame.Durable durable when run is null || durable.Entry.Entry.Run == run => frames.Get(session, durable.Entry),
        SessionFrame.Delta delta when run is null || delta.Run == run => frames.Get(session, delta),
        _ => [],
    };

    private static bool IsLast(SessionFrame frame, RunKey run) =>
        frame is SessionFrame.Durable { Entry.Entry: RunEnded } durable && durable.Entry.Entry.Run == run;

    private async IAsyncEnumerable<SessionFrame> StoredAsync(SessionKey session, long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var entry in journal.ReadToEndAsync(session, after + 1, cancellation))
            yield return new SessionFrame.Durable(entry);
    }

    private async ValueTask RequireAsync(SessionKey session, long after, CancellationToken cancellation)
    {
        if (after < 0)
            return;
        var end = await journal.EndAsync(session, cancellation);
        if (after >= end)
            throw new AgentGrainsException(ErrorCodes.PositionBeyondEnd, $"Nothing stands at position {after}: the last one is {end - 1}.");
    }
}
