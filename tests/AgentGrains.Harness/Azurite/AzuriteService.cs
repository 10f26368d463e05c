using System.Globalization;
using AgentGrains.Harness.Processes;
using AgentGrains.Harness.Proxies;

namespace AgentGrains.Harness.Azurite;

/// <summary>One service of the emulator as a process: each has a program of its own, and so a core of its own where there are several.</summary>
internal sealed class AzuriteService : IAsyncDisposable
{
    private static readonly TimeSpan ProbeEvery = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan ProbeFor = TimeSpan.FromSeconds(1);

    private readonly string kind;
    private readonly AzuriteOptions options;
    private readonly OutputTail output = new();
    private readonly HttpClient probe = new() { Timeout = ProbeFor };
    private GuardedProcess? process;

    /// <param name="kind"><c>blob</c> or <c>table</c>.</param>
    /// <param name="options">How it keeps what is written.</param>
    public AzuriteService(string kind, AzuriteOptions options)
    {
        (this.kind, this.options) = (kind, options);
        Address = new Uri($"http://127.0.0.1:{LoopbackPort.Find()}/");
    }

    public Uri Address { get; }

    public string Output => output.Text;

    private GuardedProcess Running => process ?? throw new InvalidOperationException($"The {kind} service of the emulator was not started.");

    public async Task StartAsync()
    {
        if (process is not null)
            throw new InvalidOperationException($"The {kind} service of the emulator was started already.");
        process = GuardedProcess.Start(Command(), Environment(), variable => variable.StartsWith("AZURITE_", StringComparison.Ordinal), output.Add);
        var started = TimeProvider.System.GetTimestamp();
        while (!await AnswersAsync())
        {
            if (process.HasExited)
                throw new InvalidOperationException($"The {kind} service of the emulator ended with code {process.ExitCode}. It wrote:\n{Output}");
            if (TimeProvider.System.GetElapsedTime(started) > options.Patience)
                throw new TimeoutException($"The {kind} service of the emulator did not answer at {Address} within {options.Patience}. It wrote:\n{Output}");
            await Task.Delay(ProbeEvery, TimeProvider.System);
        }
    }

    public async Task StopAsync()
    {
        await using var stopped = Leave();
        // SIGTERM ends its table service without a last save; SIGINT does not.
        await stopped.InterruptAsync();
        try
        {
            await stopped.WaitAsync(CancellationToken.None).WaitAsync(options.Patience);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"The {kind} service of the emulator did not end within {options.Patience} of SIGINT. It wrote:\n{Output}", late);
        }
    }

    public ValueTask KillAsync() => Leave().DisposeAsync();

    public void Suspend() => Running.Suspend();

    public void Resume() => Running.Resume();

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        probe.Dispose();
    }

    private GuardedProcess Leave()
    {
        var left = Running;
        process = null;
        return left;
    }

    private List<string> Command() =>
    [
        "node", Path.Combine(AzuriteProgram.Find(), kind, "main.js"), $"--{kind}Host", "127.0.0.1", $"--{kind}Port", Address.Port.ToString(CultureInfo.InvariantCulture),
        // Longer than clients keep connections that they do not use: the side that closes first must not be the one that is sent to.
        $"--{kind}KeepAliveTimeout", "300",
        // It knows the versions of its release day, and clients ask for newer ones; what it is told must stay on this machine.
        "--skipApiVersionCheck", "--disableTelemetry", "--silent",
        .. options.DataFolder is { } folder ? ["--location", folder] : (string[])["--inMemoryPersistence"],
    ];

    private Dictionary<string, string> Environment() =>
        AzuriteAccounts.Text(options.Accounts, new StoreEndpoints(Address, Address)) is { } accounts ? new() { ["AZURITE_ACCOUNTS"] = accounts } : [];

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var answer = await probe.GetAsync(Address);
            return true;
        }
        catch (Exception refused) when (refused is HttpRequestException or TaskCanceledException)
        {
            // It does not listen yet.
            return false;
        }
    }
}
