using AgentGrains.Load.Service;

namespace AgentGrains.Load.Figures;

/// <summary>What a session of three thousand steps takes on disk, as a multiple of its content.</summary>
internal sealed class BytesPerStep : IFigure
{
    private const int Runs = 300;

    public string Name => "bytes_per_step";

    public TimeSpan Limit => TimeSpan.FromMinutes(1);

    public async Task<IReadOnlyList<FigureResult>> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        var folder = bench.NewFolder();
        await using (var empty = await bench.StartServerAsync(folder, cancellation))
            await empty.StopAsync(cancellation);
        var before = SizeOf(folder);
        await using (var server = await bench.StartServerAsync(folder, cancellation))
        {
            var session = await server.Client.OpenSessionAsync(RunRequests.Assistant, cancellation);
            var request = RunRequests.ScriptIn(session, RunRequests.Assistant, RunRequests.Steps);
            var buffer = new byte[RunRequests.AnswerBytes];
            for (var run = 0; run < Runs; run++)
                await server.Client.RunAsync(request, RunRequests.Completed, buffer, cancellation);
            await server.StopAsync(cancellation);
        }
        var steps = Runs * RunRequests.Steps;
        var bytes = (double)(SizeOf(folder) - before);
        return [new FigureResult(Name, bytes / (Runs * RunRequests.ContentBytes), "ratio", 1.6, 1.3).With("bytes_a_step", bytes / steps).With("steps", steps)];
    }

    private static long SizeOf(string folder) => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
}
