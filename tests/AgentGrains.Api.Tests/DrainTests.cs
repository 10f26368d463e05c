using System.Net;
using AgentGrains.Api.Tests.Hosting;

namespace AgentGrains.Api.Tests;

/// <summary>A host that begins to stop holds nobody, and nobody holds it. No clock of a test goes on by itself, so what waits for one fails.</summary>
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
        await host.Sessions.WaitBegun.Task.WaitAsync(TestContext.Current.CancellationToken);

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
    public async Task StreamOfANewRun_IsCutOff_BehindWhatItHasTold()
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
}
