using System.Diagnostics;

namespace AgentGrains.Server.Tests.Driving;

/// <summary>Does what a person does who copies a line into a terminal.</summary>
internal static class Shell
{
    public static async Task<string> RunAsync(string line)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", line]) { RedirectStandardOutput = true })!;
        var output = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, shell.ExitCode);
        return output;
    }
}
