using System.Text.Json;
using System.Text.RegularExpressions;
using AgentGrains.Harness.Files;
using AgentGrains.Harness.Processes;
using AgentGrains.Server.Tests.Driving;

namespace AgentGrains.Server.Tests;

/// <summary>The first minute with the service: it is started on nothing, and what it prints works.</summary>
public sealed partial class FirstMinuteTests
{
    [Fact]
    public async Task Start_OnAnEmptyFolder_PrintsALine_ThatWorksAsItIs_AlsoAfterTheNextStart()
    {
        using var folder = new DataFolder();
        await using var server = new ServerProcess(new ServerProcessOptions { DataFolder = folder.Path, ApiKey = null });
        await server.StartAsync();
        var printed = await PrintedAsync(server, 1);

        Assert.Contains($"AgentGrains serves at {server.Address.ToString().TrimEnd('/')}", printed, StringComparison.Ordinal);
        Assert.DoesNotMatch(Complaint(), printed);
        var line = Line().Matches(printed)[0].Value;
        var run = JsonDocument.Parse(await Shell.RunAsync(line)).RootElement;
        Assert.Equal("completed", run.GetProperty("status").GetString());
        Assert.Equal("assistant", run.GetProperty("agent").GetString());
        Assert.Equal(1, run.GetProperty("usage").GetProperty("tool_calls").GetInt32());
        Assert.StartsWith("The tool answered", run.GetProperty("output").GetProperty("text").GetString(), StringComparison.Ordinal);

        Assert.Equal(0, await server.StopAsync());
        await server.StartAsync();
        Assert.Equal(line, Line().Matches(await PrintedAsync(server, 2))[1].Value);
        using var api = new HttpApi(server, Key().Match(printed).Groups[1].Value);
        var agents = (await api.SendAsync(HttpMethod.Get, "/v1/agents")).Body.GetProperty("data");
        Assert.Equal("assistant", Assert.Single(agents.EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal(1, agents[0].GetProperty("version").GetInt32());
        Assert.Equal("completed", JsonDocument.Parse(await Shell.RunAsync(line)).RootElement.GetProperty("status").GetString());
    }

    /// <summary>What it wrote up to the end of its guide, which it prints at each start.</summary>
    private static Task<string> PrintedAsync(ServerProcess server, int times) =>
        server.WaitForOutputAsync("a line to try it with", output => Line().Count(output) >= times);

    [GeneratedRegex(@"curl -s [^\n]*\\\n[^\n]*\}'")]
    private static partial Regex Line();

    [GeneratedRegex("Key for tenant demo: (ag_dev_[0-9a-f]{32})")]
    private static partial Regex Key();

    [GeneratedRegex("^(warn|fail|crit):", RegexOptions.Multiline)]
    private static partial Regex Complaint();
}
