using AgentGrains.Load;
using AgentGrains.Load.Cluster;
using AgentGrains.Load.Doubles;
using AgentGrains.Load.Figures;

if (args is [DoubleServer.Argument])
{
    await DoubleServer.RunAsync();
    return 0;
}

IFigure[] all =
[
    new StepsAt128(),
    new StepLatency(),
    new LateSteps(),
    new BytesPerStep(),
    new Recovery(),
    new WarmUp(),
    new DeviceBytes(),
    new Callers512(),
    new StoredSessions(),
    new WaitingSessions(),
    new EventDelay(),
    new AgentLoop(),
    new LongAnswer(),
    new StepsAgainstBaseline(),
    new WritesPerStep(),
    new CpuOfThreeSilos(),
    new MovedRuns(),
    new SleepingSessions(),
];

if (!Arguments.TryRead(args, out var arguments, out var mistake))
{
    await Console.Error.WriteLineAsync($"{mistake} Usage: AgentGrains.Load --server AgentGrains.Server.dll [--baseline OTHER/AgentGrains.Server.dll] [cluster | FIGURE…]");
    return 2;
}
const string Cluster = "cluster";
var unknown = arguments.Figures.Where(name => name != Cluster && !all.Any(figure => figure.Name == name)).ToList();
if (unknown.Count > 0)
{
    await Console.Error.WriteLineAsync($"Unknown: {string.Join(", ", unknown)}. There are: {string.Join(", ", all.Select(figure => figure.Name))}.");
    return 2;
}
if (arguments.Baseline is null && all.FirstOrDefault(figure => figure.NeedsBaseline && arguments.Figures.Contains(figure.Name)) is { } incomparable)
{
    await Console.Error.WriteLineAsync($"{incomparable.Name} needs --baseline.");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
using var bench = new Bench(arguments.Server, arguments.Baseline, TimeProvider.System, Console.Error);
var failures = 0;
foreach (var figure in all.Where(IsChosen))
    failures += await bench.MeasureAsync(figure, Console.Out, stop.Token) ? 0 : 1;
return failures == 0 ? 0 : 1;

bool IsChosen(IFigure figure) => arguments.Figures.Contains(figure.Name)
    || (figure.OfCluster ? arguments.Figures.Contains(Cluster) : arguments.Figures.Count == 0 && (arguments.Baseline is not null || !figure.NeedsBaseline));
