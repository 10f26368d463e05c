using System.Net;
using System.Text.Json;
using AgentGrains.Api.Tests.Hosting;

namespace AgentGrains.Api.Tests;

public sealed class ListTests
{
    [Fact]
    public async Task Runs_ComeInPages_NewestFirst_EachOnce()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        var made = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            made.Add((await host.RunAsync()).Text("id"));
            host.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        var seen = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            using var response = await host.GetAsync($"/v1/runs?limit=2&agent=airline{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}");
            var page = await response.JsonAsync(HttpStatusCode.OK);
            seen.AddRange(page.GetProperty("data").EnumerateArray().Select(run => run.Text("id")));
            cursor = page.GetProperty("next_cursor").GetString();
        }

        made.Reverse();
        Assert.Equal(made, seen);
    }

    [Fact]
    public async Task Runs_AreFiltered_AndHaveTheirAnswers()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        var run = await host.RunAsync();
        host.Sessions.Script = _ => null;
        await host.RunAsync();

        using var completed = await host.GetAsync($"/v1/runs?status=completed&session={run.Text("session")}&created_after=2030-01-01T00:00:00Z");
        Assert.Equal(run.GetRawText(), Assert.Single((await completed.JsonAsync(HttpStatusCode.OK)).GetProperty("data").EnumerateArray()).GetRawText());
        using var later = await host.GetAsync("/v1/runs?created_after=2030-02-01T00:00:00Z");
        Assert.Equal(0, (await later.JsonAsync(HttpStatusCode.OK)).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Cursor_OfAnotherListOrFilter_OrGarbage_Is400()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        await host.RunAsync();
        await host.RunAsync();
        using var response = await host.GetAsync("/v1/runs?limit=1");
        var cursor = (await response.JsonAsync(HttpStatusCode.OK)).Text("next_cursor");

        foreach (var path in new[] { $"/v1/sessions?cursor={cursor}", $"/v1/agents?cursor={cursor}", $"/v1/runs?status=completed&cursor={cursor}", "/v1/runs?cursor=nonsense", "/v1/runs?cursor=%00", $"/v1/runs?cursor={cursor}A" })
        {
            using var refused = await host.GetAsync(path);
            await refused.ProblemAsync(400, "AG1008");
        }
    }

    [Fact]
    public async Task Sessions_AreListedByStatus()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        var idle = (await host.RunAsync()).Text("session");
        host.Sessions.Script = _ => null;
        var active = (await host.RunAsync()).Text("session");

        Assert.Equal([idle], await IdsAsync(host, "/v1/sessions?status=idle"));
        Assert.Equal([active], await IdsAsync(host, "/v1/sessions?status=active&agent=airline"));
    }

    [Fact]
    public async Task Agents_ComeInPages_ByName()
    {
        await using var host = await ApiHost.StartAsync();
        foreach (var name in new[] { "c", "a", "b" })
            await host.DefineAsync(name);

        using var first = await host.GetAsync("/v1/agents?limit=2");
        var page = await first.JsonAsync(HttpStatusCode.OK);
        Assert.Equal(["a", "b"], page.GetProperty("data").EnumerateArray().Select(agent => agent.Text("name")));
        using var second = await host.GetAsync($"/v1/agents?limit=2&cursor={page.Text("next_cursor")}");
        Assert.Equal("c", Assert.Single((await second.JsonAsync(HttpStatusCode.OK)).GetProperty("data").EnumerateArray()).Text("name"));
    }

    [Fact]
    public async Task Messages_WithALimit_ComeInPages()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        var session = (await host.RunAsync()).Text("session");
        await host.RunAsync($$"""{"agent":"airline","session":"{{session}}","input":"Again"}""");

        using var first = await host.GetAsync($"/v1/sessions/{session}/messages?limit=3");
        var page = await first.JsonAsync(HttpStatusCode.OK);
        Assert.Equal(["Hi", "Hello.", "Again"], page.GetProperty("data").EnumerateArray().Select(message => message.Text("content")));
        using var second = await host.GetAsync($"/v1/sessions/{session}/messages?limit=3&cursor={page.Text("next_cursor")}");
        var rest = await second.JsonAsync(HttpStatusCode.OK);
        Assert.Equal("Hello.", Assert.Single(rest.GetProperty("data").EnumerateArray()).Text("content"));
        Assert.Equal(JsonValueKind.Null, rest.GetProperty("next_cursor").ValueKind);
    }

    private static async Task<IEnumerable<string>> IdsAsync(ApiHost host, string path)
    {
        using var response = await host.GetAsync(path);
        return (await response.JsonAsync(HttpStatusCode.OK)).GetProperty("data").EnumerateArray().Select(item => item.Text("id"));
    }
}
