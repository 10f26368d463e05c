using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using AgentGrains.Storage.Azure.Tests;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

namespace AgentGrains.Storage.Azure.Tests;

/// <summary>One emulator of Azure Storage for all tests, in memory, on free ports of the loopback address. It ends with this process, however that ends.</summary>
public sealed partial class AzuriteFixture : IAsyncLifetime
{
    private const string EntryPoint = "AGENTGRAINS_AZURITE";
    private const string Installed = "eng/node/node_modules/azurite/dist/src/azurite.js";

    // Published with the emulator, and no secret.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    // The emulator knows the accounts that it is told of at its start.
    private const int MaxAccounts = 2_000;
    private const string EmptyKey = "dGVzdA==";

    // Its standard input ends with the process that holds the other end.
    private const string Guard = """exec 3<&0; node "$@" </dev/null & emulator=$!; cat <&3 >/dev/null; kill -KILL $emulator""";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, string> addresses = [];
    private readonly ConcurrentQueue<string> output = [];
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? process;

    private int accounts;

    /// <summary>The account that tests share whose keys are their own.</summary>
    public string ConnectionString => Of(Account, Key);

    /// <summary>An account that nobody has used.</summary>
    public string NextConnectionString()
    {
        var number = Interlocked.Increment(ref accounts);
        Assert.True(number <= MaxAccounts, $"More than {MaxAccounts} accounts were asked for.");
        return Of(NameOf(number), EmptyKey);
    }

    public async ValueTask InitializeAsync()
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
            ["-c", Guard, "guard", FindEntryPoint(), "--inMemoryPersistence", "--silent", "--disableTelemetry", "--skipApiVersionCheck", "--blobPort", "0", "--queuePort", "0", "--tablePort", "0"];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["AZURITE_ACCOUNTS"] = string.Join(';', Enumerable.Range(1, MaxAccounts).Select(number => $"{NameOf(number)}:{EmptyKey}").Prepend($"{Account}:{Key}"));
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await started.Task.WaitAsync(StartTimeout);
        }
        catch (TimeoutException late)
        {
            throw new InvalidOperationException($"Azurite was expected to listen within {StartTimeout}. It wrote: {string.Join('\n', output)}", late);
        }
    }

    public async ValueTask DisposeAsync()
    {
        process!.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private string Of(string account, string key) =>
        $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={key};BlobEndpoint={addresses["Blob"]}/{account};TableEndpoint={addresses["Table"]}/{account};";

    private static string NameOf(int number) => $"test{number:D4}";

    private void Read(string? line)
    {
        output.Enqueue(line ?? "(end)");
        if (Listening().Match(line ?? "") is not { Success: true } match)
            return;
        addresses[match.Groups["service"].Value] = match.Groups["address"].Value;
        if (addresses.ContainsKey("Blob") && addresses.ContainsKey("Table"))
            started.TrySetResult();
    }

    private static string FindEntryPoint()
    {
        if (Environment.GetEnvironmentVariable(EntryPoint) is { Length: > 0 } named)
            return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, Installed) is var file && File.Exists(file))
                return file;
        }
        throw new InvalidOperationException($"These tests need Azurite. eng/test.sh installs it; or name its azurite.js in {EntryPoint}.");
    }

    [GeneratedRegex("Azurite (?<service>Blob|Table) service is successfully listening at (?<address>http://[0-9.:]+)")]
    private static partial Regex Listening();
}
