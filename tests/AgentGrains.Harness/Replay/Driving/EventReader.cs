using System.Net.ServerSentEvents;

namespace AgentGrains.Harness.Replay.Driving;

/// <summary>Stays connected to a session's events: comes back from where it was after each loss, and leaves on purpose now and then.</summary>
public sealed class EventReader(PatientClient api, string session, Random random, Action<SeenEvent> sawOne)
{
    private const int LongestStay = 60;

    private readonly Lock gate = new();
    private readonly List<SeenEvent> seen = [];
    private readonly Dictionary<string, TaskCompletionSource<SeenEvent>> ends = [];

    /// <summary>The durable events in the order they came.</summary>
    public IReadOnlyList<SeenEvent> Seen
    {
        get
        {
            lock (gate)
                return [.. seen];
        }
    }

    /// <summary>How often it connected.</summary>
    public int Connections { get; private set; }

    /// <summary>How often the stream was cut off.</summary>
    public int Cuts { get; private set; }

    /// <summary>The event that ends a run, as soon as it is seen.</summary>
    public Task<SeenEvent> EndOf(string run)
    {
        lock (gate)
            return End(run).Task;
    }

    /// <summary>Reads until it is cancelled.</summary>
    public async Task ReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            await ReadSomeAsync(random.Next(1, LongestStay), random.Next(2) == 0, cancellation);
        }
    }

    /// <summary>Reads from the beginning to the end of a run.</summary>
    public async Task<IReadOnlyList<SeenEvent>> ReadAfreshAsync(string run, CancellationToken cancellation)
    {
        var afresh = new EventReader(api, session, random, _ => { });
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // The server may go down while this reads, too.
        var reading = afresh.ReadToAsync(run, over.Token);
        await Task.WhenAny(reading, afresh.EndOf(run));
        await over.CancelAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return afresh.Seen;
    }

    private async Task ReadToAsync(string run, CancellationToken cancellation)
    {
        while (!EndOf(run).IsCompleted)
            await ReadSomeAsync(int.MaxValue, true, cancellation);
    }

    private async Task ReadSomeAsync(int stay, bool asHeader, CancellationToken cancellation)
    {
        using var response = await api.TryOpenEventsAsync($"/v1/sessions/{session}/events", seen.Count == 0 ? -1 : seen[^1].Position, asHeader, cancellation);
        if (response is null)
            return;
        Connections++;
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
            await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellation))
            {
                // What has no id is not durable.
                if (item.EventId is not { Length: > 0 } id)
                    continue;
                var one = new SeenEvent(long.Parse(id, System.Globalization.CultureInfo.InvariantCulture), item.EventType, item.Data, TimeProvider.System.GetTimestamp());
                Add(one);
                sawOne(one);
                if (--stay == 0)
                    return;
            }
        }
        catch (Exception lost) when (lost is IOException or HttpRequestException)
        {
            // The server is gone; the next connection waits for it.
            cancellation.ThrowIfCancellationRequested();
            Cuts++;
        }
    }

    private void Add(SeenEvent item)
    {
        lock (gate)
        {
            seen.Add(item);
            if (item.EndsRun)
                End(item.Run).TrySetResult(item);
        }
    }

    private TaskCompletionSource<SeenEvent> End(string run)
    {
        if (!ends.TryGetValue(run, out var end))
            ends.Add(run, end = new TaskCompletionSource<SeenEvent>(TaskCreationOptions.RunContinuationsAsynchronously));
        return end;
    }
}
