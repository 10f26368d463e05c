using System.Net;
using System.Net.Sockets;
using AgentGrains.Harness.Clusters;

namespace AgentGrains.Harness.Processes;

/// <summary>
/// The real server as a process of its own, on a data folder and a free port of the loopback address that stays the same through kills and restarts.
/// It ends when it is disposed of, and by itself when the test's process ends.
/// </summary>
/// <remarks>One caller starts, kills and stops; any number may wait for it to be ready at the same time.</remarks>
public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan ProbeEvery = TimeSpan.FromMilliseconds(25);

    private readonly ServerProcessOptions options;
    private readonly HttpClient probe;
    private volatile string said = "nothing";
    private readonly OutputTail output = new();
    private readonly Dictionary<string, string> environment;
    private readonly Lock gate = new();
    private GuardedProcess? process;
    private volatile TaskCompletionSource ready = NotReady();

    /// <summary>Makes a server that is not started yet.</summary>
    public ServerProcess(ServerProcessOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        Address = new Uri($"http://127.0.0.1:{LoopbackPort.Find()}/");
        probe = CreateClient(options.Patience);
        environment = new Dictionary<string, string>(options.Settings)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["AgentGrains__Storage__DataPath"] = options.DataFolder,
        };
        environment.TryAdd("ASPNETCORE_URLS", Address.ToString().TrimEnd('/'));
        if (options.ApiKey is { } key)
            environment["AgentGrains__Development__ApiKey"] = key;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>The process's id, of its present start.</summary>
    /// <exception cref="InvalidOperationException">It does not run.</exception>
    public int Id => Running().Id;

    /// <summary>The last lines it wrote, over all its starts.</summary>
    public string Output => output.Text;

    /// <summary>How often it was started.</summary>
    public int Starts { get; private set; }

    /// <summary>A client of this server alone, in whichever network it lives.</summary>
    /// <param name="timeout">How long a request may take; null for as long as it likes.</param>
    public HttpClient CreateClient(TimeSpan? timeout = null) =>
        new(NetworkNamespace.HandlerFor(options.Network)) { BaseAddress = Address, Timeout = timeout ?? Timeout.InfiniteTimeSpan };

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended instead; the message holds its output.</exception>
    /// <exception cref="TimeoutException">It was not ready in time; the message holds its output.</exception>
    public async Task StartAsync()
    {
        Begin();
        if (options.RestartWhenEnded)
            await WhenReadyAgainAsync();
        else
            await BecomeReadyAsync(process!);
    }

    /// <summary>Starts it and returns at once.</summary>
    public void Begin()
    {
        lock (gate)
        {
            if (process is not null)
                throw new InvalidOperationException("The server was started already.");
            Launch();
        }
    }

    /// <summary>Waits until it is ready, through as many restarts as that takes.</summary>
    public async Task WhenReadyAsync(CancellationToken cancellation)
    {
        // A start that was killed before it was ready leaves its waiters to the next one.
        for (var waited = ready; ; waited = ready)
        {
            await waited.Task.WaitAsync(cancellation);
            if (waited == ready)
                return;
        }
    }

    /// <summary>SIGKILL to exactly this process; returns when it is gone.</summary>
    public async Task KillAsync()
    {
        var killed = Leave();
        killed.Kill();
        await killed.DisposeAsync();
    }

    /// <summary>SIGSTOP to exactly this process: it stands still with all its connections open until <see cref="Resume"/>. It may still be killed.</summary>
    public void Suspend() => Running().Suspend();

    /// <summary>SIGCONT to exactly this process.</summary>
    public void Resume() => Running().Resume();

    /// <summary>SIGTERM to exactly this process; returns its exit code when it has ended.</summary>
    /// <exception cref="TimeoutException">It did not end in time; the message holds its output.</exception>
    public async Task<int> StopAsync()
    {
        var stopped = Leave();
        await stopped.StopAsync();
        return await EndAsync(stopped, "SIGTERM");
    }

    /// <summary>SIGINT to exactly this process, as Ctrl-C sends it; returns its exit code when it has ended.</summary>
    /// <exception cref="TimeoutException">It did not end in time; the message holds its output.</exception>
    public async Task<int> InterruptAsync()
    {
        var interrupted = Leave();
        await interrupted.InterruptAsync();
        return await EndAsync(interrupted, "SIGINT");
    }

    /// <summary>SIGKILL, and started again on the same folder and port.</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        await StartAsync();
    }

    /// <summary>Waits until it ends by itself and returns its exit code.</summary>
    /// <exception cref="TimeoutException">It did not end in time; the message holds its output.</exception>
    public Task<int> WaitForExitAsync() => EndAsync(Leave(), "its start");

    /// <summary>Waits until what it wrote is as wished, and returns that.</summary>
    /// <exception cref="TimeoutException">It never was; the message holds its output.</exception>
    public async Task<string> WaitForOutputAsync(string expected, Func<string, bool> matches)
    {
        try
        {
            return await output.WaitAsync(matches).WaitAsync(options.Patience);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"Expected of the server's output within {options.Patience}: {expected}. It wrote:\n{Output}", late);
        }
    }

    /// <summary>Ends it, however it is.</summary>
    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await KillAsync();
        probe.Dispose();
    }

    private void Launch()
    {
        process = GuardedProcess.Start(Command(), environment, IsOurs, output.Add);
        Starts++;
        if (options.RestartWhenEnded)
            _ = KeepRunningAsync(process);
    }

    /// <summary>Starts it again when it has ended by itself: a stop on purpose calls <see cref="Leave"/> first.</summary>
    private async Task KeepRunningAsync(GuardedProcess kept)
    {
        try
        {
            await BecomeReadyAsync(kept);
        }
        catch (Exception failed) when (failed is InvalidOperationException or TimeoutException or ObjectDisposedException)
        {
            output.Add($"(start {Starts} did not become ready: {failed.Message.Split('\n')[0]})");
        }
        try
        {
            await kept.WaitAsync(CancellationToken.None);
            output.Add($"(ended with code {kept.ExitCode})");
        }
        catch (InvalidOperationException)
        {
            // It was ended and disposed of on purpose.
            return;
        }
        lock (gate)
        {
            if (process != kept)
                return;
            Leave();
            Launch();
        }
        await kept.DisposeAsync();
    }

    private async Task WhenReadyAgainAsync()
    {
        using var late = new CancellationTokenSource(options.Patience, TimeProvider.System);
        try
        {
            await WhenReadyAsync(late.Token);
        }
        catch (OperationCanceledException expired) when (late.IsCancellationRequested)
        {
            throw new TimeoutException($"The server was not ready at {Address}health/ready within {options.Patience}, after {Starts} starts, but said: {said}\nIt wrote:\n{Output}", expired);
        }
    }

    private async Task BecomeReadyAsync(GuardedProcess mine)
    {
        var mineIsReady = ready;
        var started = TimeProvider.System.GetTimestamp();
        while (!await IsReadyAsync())
        {
            if (mine.HasExited)
                throw new InvalidOperationException($"The server ended with code {mine.ExitCode} before it was ready. It wrote:\n{Output}");
            if (TimeProvider.System.GetElapsedTime(started) > options.Patience)
                throw new TimeoutException($"The server was not ready at {Address}health/ready within {options.Patience}, but said: {said}\nIt wrote:\n{Output}");
            await Task.Delay(ProbeEvery, TimeProvider.System);
        }
        mineIsReady.TrySetResult();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await probe.GetAsync(new Uri("health/ready", UriKind.Relative));
            said = await answer.Content.ReadAsStringAsync();
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception refused) when (refused is HttpRequestException or SocketException or TaskCanceledException)
        {
            // It does not listen or answer yet.
            said = refused.Message;
            return false;
        }
    }

    private IEnumerable<string> Command() =>
    [
        .. options.Network?.Prefix() ?? [], .. options.ClockOffset == TimeSpan.Zero ? [] : FakeTime.Prefix(options.ClockOffset), ServerProgram.Host, ServerProgram.Find(),
        .. options.Arguments,
    ];

    private GuardedProcess Running() => process ?? throw new InvalidOperationException("The server was not started.");

    private GuardedProcess Leave()
    {
        lock (gate)
        {
            var left = Running();
            process = null;
            // Before the signal, so that a client that loses its connection waits for the next start.
            var before = ready;
            ready = NotReady();
            before.TrySetResult();
            return left;
        }
    }

    private async Task<int> EndAsync(GuardedProcess ending, string since)
    {
        try
        {
            await ending.WaitAsync(CancellationToken.None).WaitAsync(options.Patience);
            return ending.ExitCode;
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"The server did not end within {options.Patience} of {since}. It wrote:\n{Output}", late);
        }
        finally
        {
            await ending.DisposeAsync();
        }
    }

    private static TaskCompletionSource NotReady() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static bool IsOurs(string variable) => variable.StartsWith("AgentGrains__", StringComparison.OrdinalIgnoreCase)
        || variable.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase) || variable.StartsWith("DOTNET_ENVIRONMENT", StringComparison.Ordinal);
}
