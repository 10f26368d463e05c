using System.Net;
using AgentGrains.Harness.Azurite;
using AgentGrains.Harness.Doubles;
using AgentGrains.Harness.Files;
using AgentGrains.Harness.Processes;
using AgentGrains.Harness.Proxies;
using AgentGrains.Server.Tests.Driving;
using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace AgentGrains.Server.Tests;

/// <summary>A server whose store fails reports which stage of the start waits, for what, and the fix; and continues by itself once the store is repaired.</summary>
[Trait("Needs", "Azurite")]
public sealed class AzureStoreTests(StoreFixture store) : IClassFixture<StoreFixture>
{
    private static readonly StoreFaults Throttles = new() { Probability = 1, Kinds = [StoreFault.ServerBusy, StoreFault.Throttled], RetryAfterSeconds = 0 };

    /// <summary>Longer than a server tries anything at one go.</summary>
    private static readonly TimeSpan AWhile = TimeSpan.FromSeconds(5);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Account_ThatIsNotThere_IsWaitedFor()
    {
        await using var azurite = await AzuriteProcess.StartAsync();
        await azurite.StopAsync();
        await StartsOnceRepairedAsync(azurite.ConnectionString, ["cannot be reached", "Check its name and its network rules"], () => azurite.StartAgainAsync());
    }

    [Theory]
    [InlineData(403, "AuthorizationPermissionMismatch", "Storage Table Data Contributor")]
    [InlineData(401, "InvalidAuthenticationInfo", "another Microsoft Entra tenant")]
    public async Task Identity_ThatIsRefused_IsSaidWithWhatItNeeds(int status, string code, string expected)
    {
        await using var guard = await StoreGuard.StartAsync(store.Azurite.Endpoints, status, code);
        await StartsOnceRepairedAsync(store.ConnectionStringOf(store.NextAccount(), guard.Endpoints), [code, expected], () =>
        {
            guard.Open();
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Key_ThatIsWrong_IsRefusedByTheStoreItself()
    {
        var connection = store.ConnectionStringOf(store.NextAccount()).Replace("dGVzdA==", "d3Jvbmc=", StringComparison.Ordinal);
        using var folder = new DataFolder();
        await using var server = AzureServer.On(folder, connection);
        using var api = await BeginAsync(server);
        var startup = await api.WhenAsync("startup", "that the key is refused", answer => answer.Text("missing").Contains("its key may be wrong", StringComparison.Ordinal));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "stores"), (startup.Status, startup.Text("stage")));
    }

    [Fact]
    public async Task Account_OfANewerVersion_IsLeftAlone()
    {
        var connection = store.ConnectionStringOf(store.NextAccount());
        var versions = new TableServiceClient(connection).GetTableClient("AgentGrainsTenants");
        await versions.CreateAsync(Cancellation);
        await versions.AddEntityAsync(new TableEntity("host", "version") { ["Version"] = 2 }, Cancellation);
        await StartsOnceRepairedAsync(connection, ["AG4004", "has version 2; this program knows versions up to 1", "Run the newer program"], () =>
            versions.UpsertEntityAsync(new TableEntity("host", "version") { ["Version"] = 1 }, TableUpdateMode.Replace, Cancellation));
    }

    [Fact]
    public async Task Container_OfANewerVersion_IsLeftAlone()
    {
        var connection = store.ConnectionStringOf(store.NextAccount());
        var container = new BlobServiceClient(connection).GetBlobContainerClient("agentgrains");
        await container.CreateAsync(metadata: new Dictionary<string, string> { ["agentgrains_version"] = "2" }, cancellationToken: Cancellation);
        await StartsOnceRepairedAsync(connection, ["AG4004", "The container agentgrains", "has version 2"], () =>
            container.SetMetadataAsync(new Dictionary<string, string> { ["agentgrains_version"] = "1" }, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Store_ThatThrottles_ForAWhile_IsWaitedFor()
    {
        await using var proxy = await FaultProxy.StartAsync(store.Azurite.Endpoints);
        proxy.Faults = Throttles;
        await StartsOnceRepairedAsync(store.ConnectionStringOf(store.NextAccount(), proxy.Endpoints), ["asks for fewer requests"], async () =>
        {
            await Task.Delay(AWhile, TimeProvider.System, Cancellation);
            proxy.Heal();
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Store_ThatGoesAwayAndComesBack_IsSaid_AndNothingIsLost(bool throttles)
    {
        using var folder = new DataFolder();
        await using var tool = await HeldTool.StartAsync();
        await using var proxy = await FaultProxy.StartAsync(store.Azurite.Endpoints);
        await using var server = AzureServer.On(folder, store.ConnectionStringOf(store.NextAccount(), proxy.Endpoints), ("Grains__WakeUpPoll", "00:00:01"));
        await server.StartAsync();
        using var api = new HttpApi(server);
        await api.DefineAsync("worker", "held", tool.Address);
        var run = (await api.SendAsync(HttpMethod.Post, "/v1/runs", new { agent = "worker", input = "Please use held." })).Text("id");
        await tool.CalledAsync(TestContext.Current.CancellationToken);

        if (throttles)
            proxy.Faults = Throttles;
        else
            proxy.CutOff();
        tool.Release();
        var ready = await api.WhenAsync("ready", "that the stores are missing", answer => answer.Status == HttpStatusCode.ServiceUnavailable);
        Assert.Equal("stores", ready.Text("stage"));
        Assert.Contains(throttles ? "asks for fewer requests" : "cannot be reached", ready.Text("missing"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await api.SendAsync(HttpMethod.Get, "/health/live")).Status);
        var refused = await api.SendAsync(HttpMethod.Post, "/v1/runs", new { agent = "worker", input = "Please use held." });
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "AG4006"), (refused.Status, refused.Text("code")));
        Assert.NotNull(refused.RetryAfter);

        proxy.Heal();
        await api.WhenAsync("ready", "that it is ready again", answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal("completed", (await api.EndOfAsync(run)).GetProperty("status").GetString());
        Assert.Single(tool.Keys.Distinct());
        Assert.Equal(1, server.Starts);
    }

    private static async Task StartsOnceRepairedAsync(string connectionString, string[] expected, Func<Task> repair)
    {
        using var folder = new DataFolder();
        await using var server = AzureServer.On(folder, connectionString);
        using var api = await BeginAsync(server);
        foreach (var probe in (string[])["startup", "ready"])
        {
            var answer = await api.WhenAsync(probe, $"stage stores and '{expected[^1]}'", answer => answer.Text("stage") == "stores" && answer.Text("missing").Contains(expected[^1], StringComparison.Ordinal));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
            Assert.NotNull(answer.RetryAfter);
        }
        Assert.Equal(HttpStatusCode.OK, (await api.SendAsync(HttpMethod.Get, "/health/live")).Status);
        await server.WaitForOutputAsync($"the stage and {string.Join(", ", expected)}", output =>
            expected.Prepend("waits for its stage 'stores'").All(part => output.Contains(part, StringComparison.Ordinal)));
        var refused = await api.SendAsync(HttpMethod.Post, "/v1/runs", new { agent = "assistant", input = "Please echo." });
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "AG4006"), (refused.Status, refused.Text("code")));
        Assert.NotNull(refused.RetryAfter);

        await repair();

        await api.WhenAsync("ready", "that it is ready", answer => answer.Status == HttpStatusCode.OK);
        await api.DefineAsync("own", "unused", new Uri("http://127.0.0.1:1/"));
        var run = await api.SendAsync(HttpMethod.Post, "/v1/runs", new { agent = "own", input = "Hello." }, "wait=30");
        Assert.Equal((HttpStatusCode.OK, "completed"), (run.Status, run.Text("status")));
        Assert.Equal(1, server.Starts);
    }

    private static async Task<HttpApi> BeginAsync(ServerProcess server)
    {
        server.Begin();
        await server.WaitForOutputAsync("that it listens", output => output.Contains("Now listening", StringComparison.Ordinal));
        return new HttpApi(server);
    }
}
