using System.Globalization;
using AgentGrains.Load.Measuring;
using AgentGrains.Load.Service;

namespace AgentGrains.Load.Figures;

/// <summary>How late an event is at one of 1,000 streams on one run, from the time it carries, which is that of its decision.</summary>
internal sealed class EventDelay : IFigure
{
    private const int Streams = 1_000;
    private const int Steps = 41;
    private const int DelayMs = 150;
    private const string Mark = "\"at\":\"";

    public string Name => "event_streams";

    public TimeSpan Limit => TimeSpan.FromMinutes(2);

    public async Task<IReadOnlyList<FigureResult>> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        await using var server = await bench.StartServerAsync(bench.NewFolder(), cancellation);
        await MeasureAsync(bench, server.Client, cancellation);
        var delays = await MeasureAsync(bench, server.Client, cancellation);
        return
        [
            new FigureResult(Name, Sample.Percentile(delays, 0.99), "ms", 100, 50)
                .With("p50_ms", Sample.Percentile(delays, 0.5)).With("streams", Streams).With("events", delays.Count),
        ];
    }

    private static async Task<List<double>> MeasureAsync(Bench bench, ServiceClient client, CancellationToken cancellation)
    {
        var run = await client.StartRunAsync(RunRequests.Script(RunRequests.Assistant, Steps, DelayMs), wait: false, cancellation);
        var connected = await Task.WhenAll(Enumerable.Range(0, Streams).Select(_ => client.OpenEventsAsync($"runs/{run.Id}", -1, cancellation)));
        // What was there before the last stream was has no delay to speak of.
        var since = bench.Time.GetUtcNow();
        var delays = await Task.WhenAll(connected.Select(stream => Task.Run(() => ReadAsync(bench, stream, since, cancellation), cancellation)));
        return [.. delays.SelectMany(stream => stream)];
    }

    private static async Task<List<double>> ReadAsync(Bench bench, HttpResponseMessage response, DateTimeOffset since, CancellationToken cancellation)
    {
        using (response)
        {
            var delays = new List<double>();
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
            while (await reader.ReadLineAsync(cancellation) is { } line)
            {
                var mark = line.StartsWith("data:", StringComparison.Ordinal) ? line.IndexOf(Mark, StringComparison.Ordinal) : -1;
                if (mark < 0)
                    continue;
                var now = bench.Time.GetUtcNow();
                var at = DateTimeOffset.Parse(line.AsSpan(mark + Mark.Length, 24), CultureInfo.InvariantCulture);
                if (at > since)
                    delays.Add((now - at).TotalMilliseconds);
            }
            return delays;
        }
    }
}
