using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace AgentGrains.Load.Service;

/// <summary>A server of its own on the loopback address, ended by its own process id.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan ProbePeriod = TimeSpan.FromMilliseconds(20);

    private readonly Process process;
    private readonly LastLines said = new();

    private ServerProcess(ProcessStartInfo start, Uri address)
    {
        process = new Process { StartInfo = start };
        Client = new ServiceClient(address);
        // An unread pipe would block the server; its output matters only if it does not start.
        process.OutputDataReceived += (_, line) => said.Add(line.Data);
        process.ErrorDataReceived += (_, line) => said.Add(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public ServiceClient Client { get; }

    public int Id => process.Id;

    /// <summary>From the start of the process until it was ready.</summary>
    public TimeSpan StartTook { get; private set; }

    /// <summary>When it was ready.</summary>
    public DateTimeOffset ReadyAt { get; private set; }

    public static async Task<ServerProcess> StartAsync(
        string program, string dataFolder, IReadOnlyDictionary<string, string> settings, TimeProvider time, CancellationToken cancellation)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        // What is built is started by the installed runtime; what ships brings its own.
        var start = program.EndsWith(".dll", StringComparison.Ordinal) ? new ProcessStartInfo("dotnet", [program]) : new ProcessStartInfo(program);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        start.Environment["AgentGrains__Development__ApiKey"] = ServiceClient.Key;
        start.Environment["AgentGrains__Storage__DataPath"] = dataFolder;
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var server = new ServerProcess(start, address);
        try
        {
            await server.BecomeReadyAsync(time, cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks it to end and waits until it has.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancellation);
        await process.WaitForExitAsync(cancellation).WaitAsync(StopLimit, cancellation);
    }

    /// <summary>Ends it without a warning, as a power cut would.</summary>
    public async Task KillAsync(CancellationToken cancellation)
    {
        process.Kill();
        await process.WaitForExitAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync(CancellationToken.None);
        process.Dispose();
        Client.Dispose();
    }

    private async Task BecomeReadyAsync(TimeProvider time, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        while (!await Client.IsReadyAsync(cancellation))
        {
            if (process.HasExited || time.GetElapsedTime(started) > StartLimit)
                throw new InvalidOperationException($"The server did not become ready within {StartLimit.TotalSeconds} s. It said last:\n{said}");
            await Task.Delay(ProbePeriod, time, cancellation);
        }
        (StartTook, ReadyAt) = (time.GetElapsedTime(started), time.GetUtcNow());
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
