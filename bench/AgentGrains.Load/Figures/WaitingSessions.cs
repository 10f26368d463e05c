using AgentGrains.Load.Measuring;
using AgentGrains.Load.Service;

namespace AgentGrains.Load.Figures;

/// <summary>What 10,000 sessions that wait for a client tool cost while they are in memory: bytes each, and CPU when nothing happens.</summary>
internal sealed class WaitingSessions : IFigure
{
    private const int Sessions = 10_000;
    private const int Callers = 64;
    private const string Agent = "waiter";
    private const string Definition = """{"tools":[{"type":"client","name":"pick_seat","effect":"read","parameters":{"type":"object"}}]}""";

    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(5);
    // What the load made hot is compiled again for a minute after it; then the host is as it will be for days.
    private static readonly TimeSpan Compiling = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(20);

    public string Name => "waiting_sessions";

    public TimeSpan Limit => TimeSpan.FromMinutes(3);

    public async Task<IReadOnlyList<FigureResult>> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        await using var server = await bench.StartServerAsync(bench.NewFolder(), cancellation);
        await server.Client.PutAgentAsync(Agent, Definition, cancellation);
        var load = new StepLoad(server.Client, Callers);
        await ClosedLoop.TimesOverAsync(Callers, 3_000, caller => load.RunAsync(caller, cancellation), cancellation);
        await Task.Delay(Calm, bench.Time, cancellation);
        await FullCollection.InduceAsync(server.Id, cancellation);
        var before = ProcessUse.AnonymousBytes(server.Id);

        var request = RunRequests.Say(Agent, "Please use pick_seat.");
        var buffers = Enumerable.Range(0, Callers).Select(_ => new byte[RunRequests.AnswerBytes]).ToArray();
        await ClosedLoop.TimesOverAsync(
            Callers, Sessions, caller => server.Client.RunAsync(request, RunRequests.Waiting, buffers[caller], cancellation), cancellation);
        await Task.Delay(Calm, bench.Time, cancellation);
        await FullCollection.InduceAsync(server.Id, cancellation);
        var bytes = (double)(ProcessUse.AnonymousBytes(server.Id) - before) / Sessions;

        await Task.Delay(Compiling, bench.Time, cancellation);
        var (used, from) = (ProcessUse.CpuOf(server.Id), bench.Time.GetTimestamp());
        await Task.Delay(Watched, bench.Time, cancellation);
        var percent = (ProcessUse.CpuOf(server.Id) - used) / bench.Time.GetElapsedTime(from) * 100;
        return
        [
            new FigureResult("waiting_session_memory", bytes / 1000, "KB", 20, 8).With("sessions", Sessions).With("megabytes_before", before / 1e6),
            new FigureResult("waiting_sessions_cpu", percent, "%", 0.5, 0.2).With("seconds", Watched.TotalSeconds),
        ];
    }
}
