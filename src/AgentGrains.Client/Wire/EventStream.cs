using System.Runtime.CompilerServices;

namespace AgentGrains.Client.Wire;

/// <summary>An event stream that resumes after its last event when it breaks: each durable event comes once and in order.</summary>
internal static class EventStream
{
    /// <summary>Reads events.</summary>
    /// <param name="connection">Where from.</param>
    /// <param name="path">The stream's path.</param>
    /// <param name="after">Begin after this position; -1 for the beginning.</param>
    /// <param name="hasEnded">Whether there is nothing to come any more; null for a stream without end.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async IAsyncEnumerable<RunEvent> ReadAsync(
        Connection connection, string path, long after, Func<CancellationToken, Task<bool>>? hasEnded, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var retry = connection.BeginRetry();
        var ended = false;
        while (true)
        {
            Exception? failure = null;
            await using (var events = OneAsync(connection, path, after, cancellation).GetAsyncEnumerator(cancellation))
            {
                while (true)
                {
                    try
                    {
                        if (!await events.MoveNextAsync())
                            break;
                    }
                    catch (Exception cut) when (Failures.MayPass(cut))
                    {
                        failure = cut;
                        break;
                    }
                    if (events.Current.Position <= after)
                        continue;
                    retry.Progress();
                    after = events.Current.Position ?? after;
                    yield return events.Current;
                    if (hasEnded is not null && events.Current.EndsRun)
                        yield break;
                }
            }
            // A stream that ended properly is at its end where nothing could come any more when it began.
            if (failure is null && ended)
                yield break;
            ended = hasEnded is not null && failure is null && await hasEnded(cancellation);
            if (!ended && !await retry.WaitAsync(failure, cancellation))
                throw failure ?? new IOException($"The stream {path} ends again and again without an event.");
        }
    }

    private static async IAsyncEnumerable<RunEvent> OneAsync(Connection connection, string path, long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var response = await connection.OpenAsync(path, after, cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        await foreach (var one in EventParser.ReadAsync(body, cancellation))
            yield return one;
    }
}
