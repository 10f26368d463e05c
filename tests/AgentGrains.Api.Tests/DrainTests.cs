using System.Net;
using System.Net.Http.Headers;
using AgentGrains.Api.Tests.Hosting;
using AgentGrains.Client;

namespace AgentGrains.Api.Tests;

/// <summary>A draining host keeps no caller waiting, and no caller keeps it from stopping. The test's clock does not advance by itself, so a wait for it fails.</summary>
public sealed class DrainTests
{
    private const string Body = """{"agent":"airline","input":"Hi"}""";

    [Fact]
    public async Task WhoWaitsForARun_IsAnsweredWithWhatIsKnown()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        host.Sessions.Script = _ => null;
        var answer = host.PostAsync("/v1/runs", Body, ("Prefer", "wait=60"), ("Idempotency-Key", "order-7"));
        await host.Sessions.WaitStarted.Task.WaitAsync(TestContext.Current.CancellationToken);

        var stopped = host.StopAsync();

        using var response = await answer;
        var run = await response.JsonAsync(HttpStatusCode.Accepted);
        await stopped;
        Assert.Equal("running", run.Text("status"));
        Assert.Equal($"/v1/runs/{run.Text("id")}", response.Headers.Location!.ToString());
        Assert.Equal(run.Text("id"), Assert.Single(await host.StoredRunsAsync()).Id.ToString());
    }

    [Theory]
    [InlineData("/v1/sessions/{0}/events?after=3")]
    [InlineData("/v1/runs/{1}/events?after=3")]
    public async Task Streams_AreCutOff_SoThatClientsGoElsewhere(string path)
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        host.Sessions.Script = _ => null;
        var run = await host.RunAsync();
        using var stream = await EventReader.OpenAsync(host, string.Format(null, path, run.Text("session"), run.Text("id")));

        await host.StopAsync();

        await Assert.ThrowsAnyAsync<IOException>(stream.RestAsync);
    }

    [Fact]
    public async Task StreamOfANewRun_IsCutOff_AfterWhatItHasSent()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        host.Sessions.Script = _ => null;
        using var stream = new EventReader(await host.PostAsync("/v1/runs", Body, ("Accept", "text/event-stream")));
        foreach (var type in new[] { "run.created", "run.started", "step.started" })
            Assert.Equal(type, (await stream.NextAsync())!.Type);

        await host.StopAsync();

        await Assert.ThrowsAnyAsync<IOException>(stream.RestAsync);
    }

    [Fact]
    public async Task ClientWhoseHostStops_ResumesAtAnother_AndMissesNothing()
    {
        await using var first = await ApiHost.StartAsync();
        await first.DefineAsync();
        first.Sessions.Script = _ => null;
        await using var second = await ApiHost.StartAsync(first.Share);
        var network = new MovableNetwork(first.Address);
        var client = new AgentGrainsClient(AgentGrainsClientOf(network), null, new HurriedTime());
        var run = await client.Runs.CreateAsync(new RunRequest("airline", "Hi"), cancellation: TestContext.Current.CancellationToken);
        var told = new List<string>();

        await foreach (var happened in client.Runs.EventsAsync(run.Id, cancellation: TestContext.Current.CancellationToken))
        {
            told.Add($"{happened.Position} {happened.Type}");
            if (happened.Type != "step.started")
                continue;
            network.Address = second.Address;
            await first.StopAsync();
            await client.Runs.CancelAsync(run.Id, TestContext.Current.CancellationToken);
        }

        Assert.Equal(["1 run.created", "2 run.started", "3 step.started", "5 step.failed", "6 run.cancelled"], told);
    }

    private static HttpClient AgentGrainsClientOf(MovableNetwork network) => new(network)
    {
        BaseAddress = network.Address,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", ApiHost.Key) },
    };
}
