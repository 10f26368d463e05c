using AgentGrains.Harness.Proxies;

namespace AgentGrains.Harness.Azurite;

/// <summary>
/// The emulator of Azure Storage, its blobs and tables only, on free ports of the loopback address that stay the same through its restarts.
/// It ends when it is disposed of, and by itself when the test's process ends.
/// </summary>
/// <remarks>
/// The emulator acknowledges a write from memory and saves its files every 5 seconds and when it is asked to end. <see cref="StopAsync"/> keeps everything that was
/// acknowledged; <see cref="KillAsync"/> loses up to 5 seconds of it, which Azure Storage would not: a test that looks for lost writes must stop it, with the
/// connections cut in front of it, as <see cref="Clusters.LocalCluster.BreakStoreAsync"/> does.
/// </remarks>
public sealed class AzuriteProcess : IAsyncDisposable
{
    private readonly AzuriteOptions options;
    private readonly AzuriteService blobs;
    private readonly AzuriteService tables;

    private AzuriteProcess(AzuriteOptions options) => (this.options, blobs, tables) = (options, new AzuriteService("blob", options), new AzuriteService("table", options));

    /// <summary>Where it answers.</summary>
    public StoreEndpoints Endpoints => new(blobs.Address, tables.Address);

    /// <summary>What clients of Azure Storage are configured with.</summary>
    public string ConnectionString => Endpoints.ConnectionString;

    /// <summary>What clients of one of <see cref="AzuriteOptions.Accounts"/> are configured with.</summary>
    /// <param name="account">Its name.</param>
    /// <param name="through">What they reach it through, such as a proxy's endpoints; null for nothing.</param>
    public string ConnectionStringOf(string account, StoreEndpoints? through = null) => AzuriteAccounts.ConnectionString(account, options.Accounts[account], through ?? Endpoints);

    /// <summary>The last lines it wrote, over all its starts.</summary>
    public string Output => $"{blobs.Output}\n{tables.Output}";

    /// <summary>Starts it and waits until it answers.</summary>
    /// <param name="options">How it keeps what is written; null for in memory.</param>
    /// <exception cref="FileNotFoundException">It is not installed; the message says how to.</exception>
    /// <exception cref="InvalidOperationException">It ended instead; the message holds its output.</exception>
    /// <exception cref="TimeoutException">It did not answer in time; the message holds its output.</exception>
    public static async Task<AzuriteProcess> StartAsync(AzuriteOptions? options = null)
    {
        var azurite = new AzuriteProcess(options ?? new AzuriteOptions());
        try
        {
            await azurite.StartAgainAsync();
            return azurite;
        }
        catch
        {
            await azurite.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again on the same ports after it was stopped or killed, and waits until it answers.</summary>
    public Task StartAgainAsync() => Task.WhenAll(blobs.StartAsync(), tables.StartAsync());

    /// <summary>Asks it to end, with a last save; returns when it has ended. It waits for open connections that are in use.</summary>
    /// <exception cref="TimeoutException">It did not end in time.</exception>
    public Task StopAsync() => Task.WhenAll(blobs.StopAsync(), tables.StopAsync());

    /// <summary>SIGKILL: up to 5 seconds of acknowledged writes are lost; all, where it keeps them in memory.</summary>
    public async Task KillAsync()
    {
        await blobs.KillAsync();
        await tables.KillAsync();
    }

    /// <summary>SIGSTOP: it takes connections and answers nothing until <see cref="Resume"/>.</summary>
    public void Suspend()
    {
        blobs.Suspend();
        tables.Suspend();
    }

    /// <summary>SIGCONT.</summary>
    public void Resume()
    {
        blobs.Resume();
        tables.Resume();
    }

    /// <summary>Ends it, however it is.</summary>
    public async ValueTask DisposeAsync()
    {
        await blobs.DisposeAsync();
        await tables.DisposeAsync();
    }
}
