using System.ComponentModel;
using System.Diagnostics;

namespace AgentGrains.Harness.Clusters;

/// <summary>Runs <c>ip</c>, the tool that makes namespaces and links.</summary>
internal static class IpCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <exception cref="InvalidOperationException">It is missing, refused or took too long; the message says which, and what it said.</exception>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        using var ip = Start(arguments);
        var output = ip.StandardOutput.ReadToEndAsync();
        var errors = ip.StandardError.ReadToEndAsync();
        try
        {
            await ip.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException late)
        {
            ip.Kill();
            throw new InvalidOperationException($"'ip {string.Join(' ', arguments)}' did not end within {Patience}.", late);
        }
        return ip.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"'ip {string.Join(' ', arguments)}' ended with code {ip.ExitCode}: {(await errors).Trim()} {Needs}");
    }

    private static Process Start(string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException($"'ip' cannot be started: {missing.Message}. {Needs}", missing);
        }
    }

    private const string Needs = "Silos in networks of their own need Linux, iproute2, util-linux and root (CAP_SYS_ADMIN and CAP_NET_ADMIN).";
}
