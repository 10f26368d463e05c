using System.Text.Json;
using AgentGrains.Server.Tests.Driving;
using AgentGrains.Testing.Doubles;

namespace AgentGrains.Server.Tests;

/// <summary>A run that waits until a URL answers with a status, through a server that is killed between two polls.</summary>
public sealed class HttpWaitTests
{
    private static readonly object Agent = new { model = "default", instructions = "Wait for it.", tools = new[] { new { type = "builtin", name = "http_wait" } } };

    [Fact]
    public async Task Wait_OutlivesItsServer_AndEndsWithTheStatus()
    {
        var (polled, isDone) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), false);
        await using var job = await HttpDouble.StartAsync(context =>
        {
            context.Response.StatusCode = Volatile.Read(ref isDone) ? 200 : 404;
            polled.TrySetResult();
            return Task.CompletedTask;
        });
        await using var model = await ChatDouble.StartAsync(
            ChatAnswer.Call("http_wait", JsonSerializer.Serialize(new { url = job.Address.ToString(), interval_ms = 1000 })), ChatAnswer.Text("It is there."));
        await using var service = await ModelService.StartAsync(model);
        var id = await service.StartRunAsync(Agent);

        await polled.Task.WaitAsync(TestContext.Current.CancellationToken);
        var waiting = await service.Api.SendAsync(HttpMethod.Get, $"/v1/runs/{id}");
        Assert.Equal("waiting", waiting.Text("status"));
        Assert.Equal("timer", waiting.Body.GetProperty("waiting").GetProperty("reason").GetString());
        await service.Server.RestartAsync();
        Volatile.Write(ref isDone, true);

        var run = await service.Api.EndOfAsync(id);
        Assert.Equal("It is there.", run.GetProperty("output").GetProperty("text").GetString());
        var result = (await service.MessagesAsync(run)).EnumerateArray().Single(static message => message.GetProperty("role").GetString() == "tool");
        Assert.StartsWith($"{job.Address} answered 200, at ", result.GetProperty("content").GetString(), StringComparison.Ordinal);
        var steps = (await service.Api.SendAsync(HttpMethod.Get, $"/v1/runs/{id}/steps")).Body.GetProperty("data").EnumerateArray().ToList();
        Assert.Equal(["model_call", "http_wait", "model_call"], steps.Select(static step => step.GetProperty("kind").GetString()));
    }
}
