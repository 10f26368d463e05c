using System.Diagnostics;

namespace AgentGrains.Harness.Processes;

/// <summary>A program that ends with the process that started it, however that ends.</summary>
/// <remarks>
/// A shell puts a guard in the background that reads from this process, and then becomes the program itself, so that the id is the program's.
/// The guard sends SIGTERM when it reads <c>stop</c> and SIGINT when it reads <c>interrupt</c>, exits when it reads <c>gone</c>, and sends SIGKILL when the pipe to it is closed.
/// Needs a POSIX shell.
/// </remarks>
internal sealed class GuardedProcess : IAsyncDisposable
{
    private const string Guard =
        """
        exec 3<&0 </dev/null
        (while read -r word <&3; do case $word in stop) kill -TERM $$;; interrupt) kill -INT $$;; gone) exit;; esac; done; kill -KILL $$) >/dev/null 2>&1 &
        exec 3<&-
        # A process that was started in the background ignores SIGINT, and so do its children, unless the signal is reset.
        env --default-signal=INT true 2>/dev/null && set -- env --default-signal=INT "$@"
        exec "$@"
        """;

    private readonly Process process;

    private GuardedProcess(Process process) => this.process = process;

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    /// <summary>How it ended: its own code, or 128 and the signal.</summary>
    public int ExitCode => process.ExitCode;

    /// <summary>Starts a program.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">Variables it gets.</param>
    /// <param name="isOurs">Which variables of this process's own it does not get.</param>
    /// <param name="output">Gets every line it writes.</param>
    public static GuardedProcess Start(
        IEnumerable<string> command, IReadOnlyDictionary<string, string> environment, Func<string, bool> isOurs, Action<string?> output)
    {
        // In a session of its own, so that Ctrl-C and what else is sent to a whole group does not reach it and its guard: who started it decides how it ends.
        string[] shell = OperatingSystem.IsLinux() ? ["setsid", "/bin/sh"] : ["/bin/sh"];
        var start = new ProcessStartInfo
        {
            FileName = shell[0], RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach (var argument in (string[])[.. shell[1..], "-c", Guard, "guard", .. command])
            start.ArgumentList.Add(argument);
        foreach (var inherited in start.Environment.Keys.Where(isOurs).ToList())
            start.Environment.Remove(inherited);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => output(line.Data);
        process.ErrorDataReceived += (_, line) => output(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new GuardedProcess(process);
    }

    /// <summary>SIGKILL to exactly this process.</summary>
    public void Kill() => process.Kill();

    /// <summary>SIGTERM to exactly this process.</summary>
    public Task StopAsync() => TellGuardAsync("stop");

    /// <summary>SIGINT to exactly this process.</summary>
    public Task InterruptAsync() => TellGuardAsync("interrupt");

    /// <summary>SIGSTOP to exactly this process.</summary>
    public void Suspend() => Posix.Suspend(process.Id);

    /// <summary>SIGCONT to exactly this process.</summary>
    public void Resume() => Posix.Resume(process.Id);

    /// <summary>Waits for its end and for the rest of its output.</summary>
    public Task WaitAsync(CancellationToken cancellation) => process.WaitForExitAsync(cancellation);

    /// <summary>Ends it if it still runs, and sends the guard away.</summary>
    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        await process.StandardInput.WriteLineAsync("gone");
        process.Dispose();
    }

    private async Task TellGuardAsync(string word)
    {
        await process.StandardInput.WriteLineAsync(word);
        await process.StandardInput.FlushAsync();
    }
}
