using AgentGrains.Harness.Clusters;
using AgentGrains.Harness.Files;
using AgentGrains.Harness.Processes;

namespace AgentGrains.Cluster.Harness;

/// <summary>What the harness does to a server process, with one on SQLite.</summary>
public sealed class ServerProcessTests
{
    [RootFact]
    public async Task Server_InANetworkOfItsOwn_WithItsClockOff_IsReachedTakesAKeyAndIsSuspended()
    {
        using var folder = new DataFolder();
        await using var network = await SiloNetwork.CreateAsync(1);
        await using var server = new ServerProcess(new ServerProcessOptions { DataFolder = folder.Path, Network = network.Silos[0], ClockOffset = TimeSpan.FromMinutes(5) });
        await server.StartAsync();
        using var client = server.CreateClient(TimeSpan.FromSeconds(30));
        client.DefaultRequestHeaders.Authorization = new("Bearer", "test-key");

        using (var answer = await client.GetAsync("/v1/agents", TestContext.Current.CancellationToken))
        {
            answer.EnsureSuccessStatusCode();
            Assert.InRange(answer.Headers.Date!.Value - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(4.8), TimeSpan.FromMinutes(5.2));
        }
        server.Suspend();
        var late = client.GetAsync("/health/live", TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<TimeoutException>(() => late.WaitAsync(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken));
        server.Resume();
        using (var answer = await late)
            answer.EnsureSuccessStatusCode();
        Assert.Equal(0, await server.StopAsync());
    }
}
