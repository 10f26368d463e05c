using System.Net;
using System.Net.Http.Headers;
using AgentGrains.Harness.Doubles;
using AgentGrains.Harness.Files;
using AgentGrains.Harness.Processes;
using AgentGrains.Server.Tests.Driving;

namespace AgentGrains.Server.Tests;

/// <summary>A server at its limits refuses more work early, and continues with the rest.</summary>
public sealed class OverloadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_AsManyAsMayBe_OthersAreRefused_WaitingOnesContinue()
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
        await tool.CalledAsync(TestContext.Current.CancellationToken);

        // The server asks for a body once its request is in flight.
        var (asked, released) = (new TaskCompletionSource(), new TaskCompletionSource());
        var inFlight = PostAsync(server, asked, released.Task);
        await asked.Task.WaitAsync(Patience, Cancellation);
        var refused = await api.SendAsync(HttpMethod.Get, "/v1/agents");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "AG4006"), (refused.Status, refused.Text("code")));
        Assert.NotNull(refused.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, (await api.SendAsync(HttpMethod.Get, "/health/ready")).Status);
        tool.Release();
        Assert.Equal("completed", (await waiting).Text("status"));
        released.SetResult();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await inFlight);
        Assert.Equal(HttpStatusCode.OK, (await api.SendAsync(HttpMethod.Get, "/v1/agents")).Status);
    }

    [Fact]
    public async Task Waiting_AsManyAsMayBe_OthersThatWaitAreRefused_OthersAreServed()
    {
        using var folder = new DataFolder();
        await using var tool = await HeldTool.StartAsync();
        await using var server = new ServerProcess(new ServerProcessOptions
        {
            DataFolder = folder.Path, Settings = new Dictionary<string, string> { ["AgentGrains__Api__MaxWaiting"] = "1" },
        });
        await server.StartAsync();
        using var api = new HttpApi(server);
        await api.DefineAsync("worker", "held", tool.Address);
        var waiting = api.SendAsync(HttpMethod.Post, "/v1/runs", Run, "wait=60");
        await tool.CalledAsync(Cancellation);

        var refused = await api.SendAsync(HttpMethod.Post, "/v1/runs", Run, "respond-async, WAIT = 5");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "AG4006"), (refused.Status, refused.Text("code")));
        Assert.Contains("1 requests wait", refused.Text("detail"), StringComparison.Ordinal);
        Assert.NotNull(refused.RetryAfter);
        // A preference that is not to wait is no way around either limit.
        Assert.Equal(HttpStatusCode.Accepted, (await api.SendAsync(HttpMethod.Post, "/v1/runs", Run, "respond-async, await=5")).Status);
        tool.Release();
        Assert.Equal("completed", (await waiting).Text("status"));
        Assert.Equal("completed", (await api.SendAsync(HttpMethod.Post, "/v1/runs", Run, "wait=60")).Text("status"));
    }

    [Fact]
    public async Task Effects_AsManyAsMayBe_NewRunsAreRefused_EffectsInFlightContinue()
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
        await tool.CalledAsync(TestContext.Current.CancellationToken);

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

    private static async Task<HttpStatusCode> PostAsync(ServerProcess server, TaskCompletionSource asked, Task released)
    {
        using var body = new HeldContent(asked, released);
        using var handler = new SocketsHttpHandler { Expect100ContinueTimeout = Patience };
        using var http = new HttpClient(handler) { BaseAddress = server.Address, Timeout = Patience * 2 };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "test-key");
        http.DefaultRequestHeaders.ExpectContinue = true;
        using var answer = await http.PostAsync(new Uri("/v1/runs", UriKind.Relative), body, Cancellation);
        return answer.StatusCode;
    }

    private static object Run => new { agent = "worker", input = "Please use held." };

    /// <summary>An empty object that a client sends when it is asked for and released.</summary>
    private sealed class HeldContent : HttpContent
    {
        private readonly TaskCompletionSource asked;
        private readonly Task released;

        public HeldContent(TaskCompletionSource asked, Task released)
        {
            (this.asked, this.released) = (asked, released);
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            asked.TrySetResult();
            await released;
            await stream.WriteAsync("{}"u8.ToArray());
        }

        protected override bool TryComputeLength(out long length)
        {
            length = "{}"u8.Length;
            return true;
        }
    }
}
