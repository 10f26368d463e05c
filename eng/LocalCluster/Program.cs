using System.Globalization;
using System.Runtime.InteropServices;
using AgentGrains.Harness.Clusters;

// Starts a cluster on this machine, prints how to use it, and stops it in order at Ctrl-C or SIGTERM.
const string Key = "local-cluster-key";

if (args is not [var count, var port, var folder] || !int.TryParse(count, CultureInfo.InvariantCulture, out var silos) || !int.TryParse(port, CultureInfo.InvariantCulture, out var frontPort))
{
    await Console.Error.WriteLineAsync("Usage: AgentGrains.LocalCluster SILOS PORT FOLDER, such as 3 8080 .agentgrains/cluster");
    return 2;
}

var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

Console.WriteLine($"Starting the storage emulator and {silos} silos …");
var starting = LocalCluster.StartAsync(new LocalClusterOptions
{
    Silos = silos, ApiKey = Key, DataFolder = Path.GetFullPath(folder), Front = new ClusterFrontOptions { Port = frontPort },
});
if (await Task.WhenAny(starting, stop.Task) == stop.Task)
    return 130;
LocalCluster started;
try
{
    started = await starting;
}
catch (Exception failed) when (failed is InvalidOperationException or TimeoutException or IOException)
{
    await Console.Error.WriteLineAsync(failed.Message);
    return 1;
}
await using var cluster = started;
Console.WriteLine($"""
    AgentGrains serves at {Line(cluster.Address)} from {silos} silos:
    {string.Join('\n', cluster.Silos.Select(silo => $"  silo {silo.Index}: {Line(silo.Server.Address)}"))}
    Key for tenant demo: {Key}
    Data in {Path.GetFullPath(folder)}
    Try it:

    curl -s -X PUT {cluster.Address}v1/agents/echo -H 'Authorization: Bearer {Key}' -H 'Content-Type: application/json' -d '{"{"}"model": "default"{"}"}'
    curl -s {cluster.Address}v1/runs -H 'Authorization: Bearer {Key}' -H 'Prefer: wait=30' -H 'Content-Type: application/json' -d '{"{"}"agent": "echo", "input": "Hello"{"}"}'

    Ctrl-C stops it.
    """);
await stop.Task;
Console.WriteLine("Stopping …");
var codes = await cluster.StopAsync();
return codes.All(code => code == 0) ? 0 : 1;

void Stop(PosixSignalContext signal)
{
    // The process would end at once, and the silos with it, before their runs were handed over.
    signal.Cancel = true;
    stop.TrySetResult();
}

static string Line(Uri address) => address.ToString().TrimEnd('/');
