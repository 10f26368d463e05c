using System.Diagnostics;

namespace AgentGrains.Deployment.Bicep;

/// <summary>Runs the Bicep compiler from its package, kept to this machine.</summary>
internal static class BicepCommand
{
    /// <summary>An address without a listener.</summary>
    private const string NoProxy = "http://127.0.0.1:9";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>What it wrote as its result.</summary>
    /// <exception cref="InvalidOperationException">It complained; a warning of the linter is a complaint, too.</exception>
    public static async Task<string> RunAsync(string folder, params string[] arguments)
    {
        var (result, complaints) = await TryAsync(folder, arguments);
        return complaints.Length == 0 ? result : throw new InvalidOperationException($"bicep {string.Join(' ', arguments)} says:{Environment.NewLine}{complaints}");
    }

    public static async Task<(string Result, string Complaints)> TryAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Checkout.Built("BicepPath")) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        // Whenever it starts it looks for an index of public modules, which nothing here uses and no switch turns off. It works without.
        foreach (var variable in (string[])["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])
            start.Environment[variable] = NoProxy;
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var result = process.StandardOutput.ReadToEndAsync(limit.Token);
            var complaints = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            var told = (await complaints).Trim();
            return (await result, process.ExitCode != 0 && told.Length == 0 ? $"exit code {process.ExitCode}" : told);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"bicep {string.Join(' ', arguments)} was expected to end within {Patience}.");
        }
    }
}
