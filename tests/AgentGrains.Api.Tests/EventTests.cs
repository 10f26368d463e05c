using AgentGrains.Api.Tests.Hosting;
using AgentGrains.Contracts;
using AgentGrains.Core.Ids;

namespace AgentGrains.Api.Tests;

public sealed class EventTests
{
    private static readonly string[] WholeRun = ["run.created", "run.started", "step.started", "step.completed", "message.completed", "run.completed"];

    [Fact]
    public async Task RunStream_OfAnEndedRun_GivesEveryEventInOrder_AndCloses()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        var run = await host.RunAsync();

        using var stream = await EventReader.OpenAsync(host, $"/v1/runs/{run.Text("id")}/events");
        var events = await stream.RestAsync();

        Assert.Equal("text/event-stream", stream.Response.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-store", stream.Response.Headers.CacheControl!.ToString());
        Assert.Equal("no", stream.Response.Headers.GetValues("X-Accel-Buffering").Single());
        Assert.Equal(WholeRun, events.Select(e => e.Type));
        Assert.Equal(["1", "2", "3", "4", "5", "6"], events.Select(e => e.Id));
        Assert.Equal(
            $$"""{"type":"step.started","session":"{{run.Text("session")}}","run":"{{run.Text("id")}}","position":3,"step":"stp_{{run.Text("id")[4..]}}-1","attempt":1,"at":"2030-01-02T03:04:05.678Z","kind":"model_call","name":"default"}""",
            events[2].Body.GetRawText());
    }

    [Theory]
    [InlineData("?after=3", null, 3)]
    [InlineData("", "3", 3)]
    [InlineData("?after=3", "3", 3)]
    [InlineData("?after=-1", null, -1)]
    [InlineData("?after=6", null, 6)]
    public async Task RunStream_BeginsBehindAPosition(string query, string? lastEventId, int after)
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        var run = await host.RunAsync();

        using var stream = await EventReader.OpenAsync(host, $"/v1/runs/{run.Text("id")}/events{query}", lastEventId is null ? [] : [("Last-Event-ID", lastEventId)]);

        Assert.Equal(WholeRun.Skip(Math.Max(0, after)), (await stream.RestAsync()).Select(e => e.Type));
    }

    [Theory]
    [InlineData("?after=7", null, 422, "AG1010")]
    [InlineData("", "999", 422, "AG1010")]
    [InlineData("?after=three", null, 400, "AG1009")]
    [InlineData("?after=-2", null, 400, "AG1009")]
    [InlineData("?after=1", "2", 400, "AG1009")]
    public async Task Stream_FromABadPosition_IsRefused(string query, string? lastEventId, int status, string code)
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        var run = await host.RunAsync();

        foreach (var path in new[] { $"/v1/runs/{run.Text("id")}/events{query}", $"/v1/sessions/{run.Text("session")}/events{query}" })
        {
            using var response = await host.GetAsync(path, lastEventId is null ? [] : [("Last-Event-ID", lastEventId)]);
            await response.ProblemAsync(status, code);
        }
    }

    [Fact]
    public async Task RunStream_OfARunInFlight_GivesWhatComes_DeltasWithoutId_AndClosesAtItsEnd()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        host.Sessions.Script = _ => null;
        var run = await host.RunAsync();
        var id = RunId.Parse(run.Text("id"));
        var key = new SessionKey(ApiHost.Tenant, id.Session);

        using var stream = await EventReader.OpenAsync(host, $"/v1/runs/{id}/events?after=2");
        Assert.Equal("step.started", (await stream.NextAsync())!.Type);
        host.Sessions.Publish(key, new SessionFrame.Delta(id.Key, 1, 1, "text", 0, "Hel"));
        var delta = (await stream.NextAsync())!;
        Assert.Equal((null, "message.delta"), (delta.Id, delta.Type));
        Assert.Equal($$"""{"type":"message.delta","session":"{{id.Session}}","run":"{{id}}","step":"stp_{{run.Text("id")[4..]}}-1","attempt":1,"channel":"text","sequence":0,"text":"Hel"}""", delta.Body.GetRawText());

        // What belongs to the session's next run is not this run's.
        await host.RunAsync($$"""{"agent":"airline","session":"{{id.Session}}","input":"Next"}""");
        using var terminated = await host.SendAsync(HttpMethod.Post, $"/v1/runs/{id}:terminate");
        Assert.Equal(["step.failed", "run.terminated"], (await stream.RestAsync()).Select(e => e.Type));
    }

    [Fact]
    public async Task SessionStream_ContinuesFromRunToRun()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        var run = await host.RunAsync();
        using var stream = await EventReader.OpenAsync(host, $"/v1/sessions/{run.Text("session")}/events");
        foreach (var type in WholeRun)
            Assert.Equal(type, (await stream.NextAsync())!.Type);

        var second = await host.RunAsync($$"""{"agent":"airline","session":"{{run.Text("session")}}","input":"Again"}""");

        var next = (await stream.NextAsync())!;
        Assert.Equal(("run.created", second.Text("id")), (next.Type, next.Body.Text("run")));
    }

    [Fact]
    public async Task Stream_WithNothingToSay_GivesASignOfLife()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        host.Sessions.Script = _ => null;
        var run = await host.RunAsync();
        using var stream = await EventReader.OpenAsync(host, $"/v1/runs/{run.Text("id")}/events?after=2");
        Assert.Equal("step.started", (await stream.NextAsync())!.Type);

        host.Time.Advance(TimeSpan.FromSeconds(15));

        Assert.Equal(":", (await stream.NextAsync())!.Type);
    }

    [Fact]
    public async Task Create_WithAcceptEventStream_StreamsTheRunAtOnce()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        var first = await host.RunAsync();

        using var stream = new EventReader(await host.PostAsync("/v1/runs", $$"""{"agent":"airline","session":"{{first.Text("session")}}","input":"Hi"}""", ("Accept", "text/event-stream")));

        var events = await stream.RestAsync();
        Assert.Equal(WholeRun, events.Select(e => e.Type));
        Assert.Equal($"/v1/runs/{events[0].Body.Text("run")}", stream.Response.Headers.Location!.ToString());
    }

    [Fact]
    public async Task ManyStreams_OfOneRun_AllSeeEverything()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        host.Sessions.Script = _ => null;
        var run = await host.RunAsync();
        var streams = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => EventReader.OpenAsync(host, $"/v1/runs/{run.Text("id")}/events")));

        using var cancelled = await host.SendAsync(HttpMethod.Post, $"/v1/runs/{run.Text("id")}:cancel");

        foreach (var stream in streams)
        {
            Assert.Equal(["run.created", "run.started", "step.started", "step.failed", "run.cancelled"], (await stream.RestAsync()).Select(e => e.Type));
            stream.Dispose();
        }
    }
}
