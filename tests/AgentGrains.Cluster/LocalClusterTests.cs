using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AgentGrains.Cluster.Driving;
using AgentGrains.Harness.Clusters;
using AgentGrains.Harness.Doubles;

namespace AgentGrains.Cluster;

/// <summary>Three silos with networks of their own over one store, and one address in front.</summary>
[Trait("Needs", "Azurite")]
public sealed class LocalClusterTests : IAsyncLifetime
{
    private HeldTool tool = null!;
    private LocalCluster cluster = null!;
    private HttpClient front = null!;

    public async ValueTask InitializeAsync()
    {
        tool = await HeldTool.StartAsync();
        cluster = await LocalCluster.StartAsync(new LocalClusterOptions { OwnNetworks = true, StoreInMemory = true, Reachable = [tool.Address] });
        front = Authorized(new HttpClient { BaseAddress = cluster.Address });
        await PutAgentAsync("plain", []);
        await PutAgentAsync("waiting", [new { type = "http", name = "wait", url = new Uri(tool.Address, "wait"), effect = "idempotent" }]);
    }

    public async ValueTask DisposeAsync()
    {
        front.Dispose();
        await cluster.DisposeAsync();
        await tool.DisposeAsync();
    }

    [RootFact]
    public async Task Run_CreatedAtTheFront_CompletesAndIsReadThroughEverySilo()
    {
        var run = await CreateAsync("plain", "hello", "wait=30");
        Assert.Equal("completed", run.GetProperty("status").GetString());
        foreach (var silo in cluster.Silos)
        {
            using var client = Authorized(silo.Server.CreateClient(TimeSpan.FromSeconds(30)));
            var read = await client.GetFromJsonAsync<JsonElement>($"/v1/runs/{run.GetProperty("id").GetString()}", TestContext.Current.CancellationToken);
            Assert.Equal(run.GetProperty("output").GetRawText(), read.GetProperty("output").GetRawText());
        }
    }

    [RootFact]
    public async Task Run_WhoseSiloIsKilled_ContinuesAtAnother()
    {
        foreach (var silo in cluster.Silos)
            silo.Store.ResetCounts();
        var id = (await CreateAsync("waiting", "wait", null)).GetProperty("id").GetString();
        await Eventually.IsAsync("the tool is called", () => tool.Keys.Count == 1);
        var owner = cluster.Silos.MaxBy(silo => silo.JournalWrites)!;
        await owner.Server.KillAsync();

        await Eventually.IsAsync("the tool is called by another silo", () => tool.Keys.Count > 1);
        tool.Release();
        await Eventually.IsAsync("the run is completed", async () => (await ReadAsync(id!)).GetProperty("status").GetString() == "completed");
        Assert.Single(tool.Keys.Distinct());
    }

    private async Task PutAgentAsync(string name, object[] tools)
    {
        using var answer = await front.PutAsJsonAsync($"/v1/agents/{name}", new { model = "default", tools }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    private async Task<JsonElement> CreateAsync(string agent, string input, string? prefer)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/runs") { Content = JsonContent.Create(new { agent, input }), Headers = { { "Idempotency-Key", $"{agent}-{input}" } } };
        if (prefer is not null)
            request.Headers.Add("Prefer", prefer);
        using var answer = await front.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}: {body}\n{cluster.Output}");
        return JsonDocument.Parse(body).RootElement;
    }

    private Task<JsonElement> ReadAsync(string run) => front.GetFromJsonAsync<JsonElement>($"/v1/runs/{run}", TestContext.Current.CancellationToken);

    private static HttpClient Authorized(HttpClient client)
    {
        client.DefaultRequestHeaders.Authorization = new("Bearer", "test-key");
        return client;
    }
}
