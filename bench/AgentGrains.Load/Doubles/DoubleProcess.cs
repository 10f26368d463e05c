using System.Diagnostics;
using System.Globalization;

namespace AgentGrains.Load.Doubles;

/// <summary>A process of this program that runs <see cref="DoubleServer"/>. It stops when its input is closed, so also when the generator is killed.</summary>
internal sealed class DoubleProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly Process process;

    private DoubleProcess(Process process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    public int Id => process.Id;

    public static async Task<DoubleProcess> StartAsync(CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(DoubleProcess).Assembly.Location, DoubleServer.Argument])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        try
        {
            var port = await process.StandardOutput.ReadLineAsync(cancellation);
            return new DoubleProcess(process, new Uri($"http://127.0.0.1:{int.Parse(port ?? "", CultureInfo.InvariantCulture)}"));
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(StopLimit);
        process.Dispose();
    }
}
