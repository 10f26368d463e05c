using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

[assembly: AssemblyFixture(typeof(AgentGrains.Storage.Azure.Tests.AzuriteFixture))]

namespace AgentGrains.Storage.Azure.Tests;

/// <summary>One Azurite for all tests, with many accounts: each test has one of its own, so it begins with nothing.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private const int Accounts = 2_000;
    private const string Key = "dGVzdHM=";

    private readonly int blobPort = FreePort();
    private readonly int tablePort = FreePort();
    private Process? process;
    private int next;

    public string NextConnectionString()
    {
        var number = Interlocked.Increment(ref next);
        Assert.True(number <= Accounts, $"More than {Accounts} accounts were asked for.");
        var account = $"t{number:D4}";
        return $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={Key};BlobEndpoint=http://127.0.0.1:{blobPort}/{account};TableEndpoint=http://127.0.0.1:{tablePort}/{account};";
    }

    public async ValueTask InitializeAsync()
    {
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true };
        foreach (var argument in (string[])["/tmp/npmtest/node_modules/azurite/dist/src/azurite.js", "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--silent",
            "--blobPort", $"{blobPort}", "--tablePort", $"{tablePort}", "--queuePort", $"{FreePort()}"])
            start.ArgumentList.Add(argument);
        start.Environment["AZURITE_ACCOUNTS"] = string.Join(';', Enumerable.Range(1, Accounts).Select(number => $"t{number:D4}:{Key}"));
        process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line && !line.Contains("Table service is successfully", StringComparison.Ordinal))
        {
        }
        _ = process.StandardOutput.ReadToEndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
