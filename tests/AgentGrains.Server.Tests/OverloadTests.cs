using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using AgentGrains.Server.Tests.Driving;
using AgentGrains.Testing.Processes;

namespace AgentGrains.Server.Tests;

/// <summary>A server that has as much to do as it takes refuses more early, and goes on with the rest.</summary>
public sealed class OverloadTests
{
    /// <summary>Bytes of a body, all white space, that a client does not keep back until there are more.</summary>
    private const int MoreThanAClientKeeps = 64 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_AsManyAsMayBe_OthersAreRefused_WhoeverWaitsGoesOn()
    {
        using var folder = new DataFolder();
        await using var tool = await HeldTool.StartAsync();
        await using var server = new ServerProcess(new ServerProcessOptions
        {
            DataFolder = folder.Path, Settings = new Dictionary<string, string> { ["AgentGrains__Api__MaxRequests"] = "1" },
        });
        await server.StartAsync();
        using var api = new HttpApi(server);
        await api.DefineAsync("worker", "held", tool.Address);
        var waiting = api.SendAsync(HttpMethod.Post, "/v1/runs", Run, "wait=60");
        await tool.CalledAsync();

        // A request whose body is slow to come is under way.
        var body = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await body.Writer.WriteAsync(Enumerable.Repeat((byte)' ', MoreThanAClientKeeps).ToArray(), Cancellation);
        var underWay = PostAsync(server, body.Reader.AsStream());
        var begun = TimeProvider.System.GetTimestamp();
        var refused = await api.SendAsync(HttpMethod.Get, "/v1/agents");
        while (refused.Status == HttpStatusCode.OK)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Patience, $"Expected a request to be refused within {Patience} of another one that is under way.");
            refused = await api.SendAsync(HttpMethod.Get, "/v1/agents");
        }

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "AG4006"), (refused.Status, refused.Text("code")));
        Assert.NotNull(refused.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, (await api.SendAsync(HttpMethod.Get, "/health/ready")).Status);
        tool.Release();
        Assert.Equal("completed", (await waiting).Text("status"));
        await body.Writer.WriteAsync("{}"u8.ToArray(), Cancellation);
        await body.Writer.CompleteAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await underWay);
        Assert.Equal(HttpStatusCode.OK, (await api.SendAsync(HttpMethod.Get, "/v1/agents")).Status);
    }

    [Fact]
    public async Task Effects_AsManyAsMayBe_NewRunsAreRefused_WhatIsUnderWayGoesOn()
    {
        using var folder = new DataFolder();
        await using var tool = await HeldTool.StartAsync();
        await using var server = new ServerProcess(new ServerProcessOptions
        {
            DataFolder = folder.Path, Settings = new Dictionary<string, string> { ["AgentGrains__Lifecycle__MaxEffects"] = "1" },
        });
        await server.StartAsync();
        using var api = new HttpApi(server);
        await api.DefineAsync("worker", "held", tool.Address);
        var run = (await api.SendAsync(HttpMethod.Post, "/v1/runs", Run)).Text("id");
        await tool.CalledAsync();

        var refused = await api.SendAsync(HttpMethod.Post, "/v1/runs", Run);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "AG4006"), (refused.Status, refused.Text("code")));
        Assert.Contains("1 model and tool calls", refused.Text("detail"), StringComparison.Ordinal);
        Assert.NotNull(refused.RetryAfter);
        Assert.Equal("running", (await api.SendAsync(HttpMethod.Get, $"/v1/runs/{run}")).Text("status"));
        Assert.Equal(HttpStatusCode.OK, (await api.SendAsync(HttpMethod.Get, "/health/ready")).Status);
        tool.Release();
        Assert.Equal("completed", (await api.EndOfAsync(run)).GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.OK, (await api.SendAsync(HttpMethod.Post, "/v1/runs", Run, "wait=30")).Status);
    }

    private static async Task<HttpStatusCode> PostAsync(ServerProcess server, Stream body)
    {
        using var http = server.CreateClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "test-key");
        using var content = new StreamContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var answer = await http.PostAsync(new Uri("/v1/runs", UriKind.Relative), content, Cancellation);
        return answer.StatusCode;
    }

    private static object Run => new { agent = "worker", input = "Please use held." };
}
