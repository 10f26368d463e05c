using System.Net;
using AgentGrains.Harness.Doubles;
using AgentGrains.Harness.Files;
using AgentGrains.Harness.Processes;
using AgentGrains.Server.Tests.Driving;

namespace AgentGrains.Server.Tests;

/// <summary>A stopping server finishes its effects in flight, accepts nothing new, and loses nothing.</summary>
public sealed class DrainTests
{
    private const string ShuttingDown = "Application is shutting down";

    [Theory]
    [InlineData("SIGTERM")]
    [InlineData("SIGINT")]
    public async Task Stop_WithRunsInFlight_TakesNothingNew_FinishesTheirSteps_AndTheNextStartContinuesAfterThem(string signal)
    {
        using var folder = new DataFolder();
        await using var tool = await HeldTool.StartAsync();
        await using var server = new ServerProcess(new ServerProcessOptions { DataFolder = folder.Path });
        await server.StartAsync();
        using var api = new HttpApi(server);
        await api.DefineAsync("worker", "held", tool.Address);
        var first = (await api.SendAsync(HttpMethod.Post, "/v1/runs", Run)).Text("id");
        await tool.CalledAsync(TestContext.Current.CancellationToken);
        var waiting = api.SendAsync(HttpMethod.Post, "/v1/runs", Run, "wait=60");
        await tool.CalledAsync(TestContext.Current.CancellationToken);

        var stopping = signal == "SIGINT" ? server.InterruptAsync() : server.StopAsync();
        await server.WaitForOutputAsync("that it stops", output => output.Contains(ShuttingDown, StringComparison.Ordinal));
        var ready = await api.SendAsync(HttpMethod.Get, "/health/ready");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "draining"), (ready.Status, ready.Text("stage")));
        Assert.Equal(HttpStatusCode.OK, (await api.SendAsync(HttpMethod.Get, "/health/live")).Status);
        var refused = await api.SendAsync(HttpMethod.Post, "/v1/runs", Run);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "AG4006"), (refused.Status, refused.Text("code")));
        var waited = await waiting;
        Assert.Equal((HttpStatusCode.Accepted, "running"), (waited.Status, waited.Text("status")));
        Assert.False(stopping.IsCompleted);
        tool.Release();
        Assert.Equal(0, await stopping);

        await server.StartAsync();
        foreach (var run in (string[])[first, waited.Text("id")])
            Assert.Equal("completed", (await api.EndOfAsync(run)).GetProperty("status").GetString());
        Assert.Equal(2, tool.Keys.Count);
        Assert.Equal(2, tool.Keys.Distinct().Count());
    }

    [Fact]
    public async Task Stop_WithAStepThatDoesNotFinishInTime_Ends_AndTheNextStartBeginsTheStepAgain()
    {
        using var folder = new DataFolder();
        await using var tool = await HeldTool.StartAsync();
        await using var server = new ServerProcess(new ServerProcessOptions
        {
            DataFolder = folder.Path, Settings = new Dictionary<string, string> { ["AgentGrains__Grains__DrainGrace"] = "00:00:00.2" }, Patience = TimeSpan.FromSeconds(15),
        });
        await server.StartAsync();
        using var api = new HttpApi(server);
        await api.DefineAsync("worker", "held", tool.Address);
        var run = (await api.SendAsync(HttpMethod.Post, "/v1/runs", Run)).Text("id");
        await tool.CalledAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, await server.StopAsync());
        tool.Release();
        await server.StartAsync();

        Assert.Equal("completed", (await api.EndOfAsync(run)).GetProperty("status").GetString());
        Assert.Equal(2, tool.Keys.Count);
        Assert.Single(tool.Keys.Distinct());
    }

    [Fact]
    public async Task Stop_WhileOthersMayNotHaveNoticed_StillServes_AndBeginsStreams()
    {
        using var folder = new DataFolder();
        await using var tool = await HeldTool.StartAsync();
        await using var server = new ServerProcess(new ServerProcessOptions
        {
            DataFolder = folder.Path, Settings = new Dictionary<string, string> { ["AgentGrains__Lifecycle__LeaveDelay"] = "00:00:10" },
        });
        await server.StartAsync();
        using var api = new HttpApi(server);
        await api.DefineAsync("worker", "held", tool.Address);

        var stopping = server.StopAsync();
        await server.WaitForOutputAsync("that it stops", output => output.Contains(ShuttingDown, StringComparison.Ordinal));
        var ready = await api.SendAsync(HttpMethod.Get, "/health/ready");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "leaving"), (ready.Status, ready.Text("stage")));
        var run = (await api.SendAsync(HttpMethod.Post, "/v1/runs", Run)).Text("id");
        await tool.CalledAsync(TestContext.Current.CancellationToken);
        // Cut off at once, it would not have come to its first line.
        Assert.StartsWith("id: ", await api.FirstLineAsync($"/v1/runs/{run}/events"), StringComparison.Ordinal);

        tool.Release();
        Assert.Equal(0, await stopping);
    }

    private static object Run => new { agent = "worker", input = "Please use held." };
}
