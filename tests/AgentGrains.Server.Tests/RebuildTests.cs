using AgentGrains.Harness.Doubles;
using AgentGrains.Harness.Files;
using AgentGrains.Harness.Processes;
using AgentGrains.Server.Tests.Driving;
using Azure.Data.Tables;

namespace AgentGrains.Server.Tests;

/// <summary>The command that rebuilds wake-ups, as it is called after a restore.</summary>
[Trait("Needs", "Azurite")]
public sealed class RebuildTests(StoreFixture store) : IClassFixture<StoreFixture>
{
    private const string Command = "rebuild-wake-ups";

    [Fact]
    public async Task Run_WhoseWakeUpIsLost_ContinuesOnceItIsRebuilt()
    {
        using var folder = new DataFolder();
        await using var tool = await HeldTool.StartAsync();
        var connection = store.ConnectionStringOf(store.NextAccount());
        var options = AzureServer.OptionsOn(folder, connection);
        await using var server = new ServerProcess(options);
        await server.StartAsync();
        using var api = new HttpApi(server);
        await api.DefineAsync("worker", "held", tool.Address);
        var run = (await api.SendAsync(HttpMethod.Post, "/v1/runs", new { agent = "worker", input = "Please use held." })).Text("id");
        await tool.CalledAsync(TestContext.Current.CancellationToken);
        await server.KillAsync();
        await new TableServiceClient(connection).DeleteTableAsync("AgentGrainsWakeUps", TestContext.Current.CancellationToken);

        await using var rebuild = new ServerProcess(options with { Arguments = [Command] });
        rebuild.Begin();
        Assert.Equal(0, await rebuild.WaitForExitAsync());
        Assert.Contains("Rebuilt the wake-ups of 1 sessions", rebuild.Output, StringComparison.Ordinal);

        // No request reads the run: only its wake-up makes it continue.
        await server.StartAsync();
        await tool.CalledAsync(TestContext.Current.CancellationToken);
        tool.Release();
        Assert.Equal("completed", (await api.EndOfAsync(run)).GetProperty("status").GetString());
        Assert.Single(tool.Keys.Distinct());
    }
}
