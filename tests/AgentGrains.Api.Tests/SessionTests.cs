using System.Net;
using AgentGrains.Api.Tests.Hosting;

namespace AgentGrains.Api.Tests;

public sealed class SessionTests
{
    [Fact]
    public async Task Create_Is201_AndRunsContinueInIt()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();

        using var created = await host.PostAsync("/v1/sessions", """{"agent":"airline","metadata":{"user":"7"}}""");
        var session = await created.JsonAsync(HttpStatusCode.Created);
        var id = session.Text("id");
        Assert.Equal($$$"""{"id":"{{{id}}}","agent":"airline","status":"idle","created_at":"2030-01-02T03:04:05.678Z","metadata":{"user":"7"}}""", session.GetRawText());

        var run = await host.RunAsync($$"""{"agent":"airline","session":"{{id}}","input":"Hi"}""");
        Assert.Equal(id, run.Text("session"));
        using var read = await host.GetAsync(created.Headers.Location!.ToString());
        Assert.Equal(session.GetRawText(), (await read.JsonAsync(HttpStatusCode.OK)).GetRawText());
    }

    [Fact]
    public async Task Delete_ErasesIt()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        var run = await host.RunAsync();

        using var deleted = await host.SendAsync(HttpMethod.Delete, $"/v1/sessions/{run.Text("session")}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);

        foreach (var path in new[] { $"/v1/sessions/{run.Text("session")}", $"/v1/runs/{run.Text("id")}", $"/v1/runs/{run.Text("id")}/events" })
        {
            using var gone = await host.GetAsync(path);
            await gone.ProblemAsync(404, "AG1004");
        }
    }

    [Fact]
    public async Task Delete_SentAgain_Is204_AndTheSessionStaysGone()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        var run = await host.RunAsync();
        foreach (var _ in new[] { 1, 2 })
        {
            using var deleted = await host.SendAsync(HttpMethod.Delete, $"/v1/sessions/{run.Text("session")}");
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        }

        using var gone = await host.GetAsync($"/v1/sessions/{run.Text("session")}");
        await gone.ProblemAsync(404, "AG1004");
    }
}
