using System.Globalization;
using AgentGrains.Load.Service;

namespace AgentGrains.Load;

/// <summary>What every figure is measured with: the programs of the servers, the clock, and folders that are gone at the end.</summary>
internal sealed class Bench(string server, string? baseline, TimeProvider time, TextWriter progress) : IDisposable
{
    /// <summary>For a server with no settings but the bench's own.</summary>
    public static readonly IReadOnlyDictionary<string, string> NoSettings = new Dictionary<string, string>();

    private readonly string scratch = Directory.CreateTempSubdirectory("agentgrains-load-").FullName;
    private int folders;

    public TimeProvider Time { get; } = time;

    /// <summary>The program of the measured server.</summary>
    public string Server { get; } = server;

    /// <summary>The program of the server that it is compared with; null for none.</summary>
    public string? Baseline { get; } = baseline;

    /// <summary>A new empty folder.</summary>
    public string NewFolder() => Directory.CreateDirectory(Path.Combine(scratch, (++folders).ToString(CultureInfo.InvariantCulture))).FullName;

    /// <summary>Starts the server on a data folder and waits until it is ready.</summary>
    public Task<ServerProcess> StartServerAsync(string dataFolder, CancellationToken cancellation) =>
        ServerProcess.StartAsync(Server, dataFolder, NoSettings, Time, cancellation);

    /// <summary>Starts a server of one of the two builds on an empty data folder and waits until it is ready.</summary>
    public Task<ServerProcess> StartServerAsync(string program, IReadOnlyDictionary<string, string> settings, CancellationToken cancellation) =>
        ServerProcess.StartAsync(program, NewFolder(), settings, Time, cancellation);

    /// <summary>Prints progress.</summary>
    public void Say(FormattableString text) => progress.WriteLine(FormattableString.Invariant(text));

    /// <summary>Measures a figure within its limit and writes its results; false where one does not hold.</summary>
    public async Task<bool> MeasureAsync(IFigure figure, TextWriter results, CancellationToken cancellation)
    {
        Say($"{figure.Name} …");
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var limit = Time.CreateTimer(_ => limited.Cancel(), null, figure.Limit, Timeout.InfiniteTimeSpan);
        try
        {
            var measured = await figure.MeasureAsync(this, limited.Token);
            foreach (var result in measured)
                await results.WriteLineAsync(result.ToLine());
            return measured.All(result => result.Holds);
        }
        catch (Exception failure)
        {
            // One that cannot be measured does not hold; the others are measured all the same.
            var because = limited.IsCancellationRequested && !cancellation.IsCancellationRequested ? $"It took longer than {figure.Limit.TotalSeconds} s." : failure.Message;
            Say($"{figure.Name}: {failure}");
            await results.WriteLineAsync(FigureResult.ToLine(figure.Name, because));
            return false;
        }
    }

    public void Dispose() => Directory.Delete(scratch, recursive: true);
}
