using System.Net;
using AgentGrains.Harness.Files;
using AgentGrains.Harness.Processes;
using AgentGrains.Server.Tests.Driving;

namespace AgentGrains.Server.Tests;

/// <summary>A server that cannot start says why in a sentence and ends; one that can is ready only then.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task Ready_AllProbesPass_WithoutAKey()
    {
        using var folder = new DataFolder();
        await using var server = new ServerProcess(new ServerProcessOptions { DataFolder = folder.Path });
        await server.StartAsync();
        using var api = new HttpApi(server, key: null);

        foreach (var probe in (string[])["startup", "live", "ready"])
        {
            var answer = await api.SendAsync(HttpMethod.Get, $"/health/{probe}");
            Assert.Equal((HttpStatusCode.OK, "ok", "ready"), (answer.Status, answer.Text("status"), answer.Text("stage")));
        }
    }

    [Fact]
    public async Task Listening_WhetherReadyOrNot_SaysSo_AndTakesARunOnlyThen()
    {
        using var folder = new DataFolder();
        await using var server = new ServerProcess(new ServerProcessOptions { DataFolder = folder.Path });
        server.Begin();
        await server.WaitForOutputAsync("that it listens", output => output.Contains("Now listening", StringComparison.Ordinal));
        using var api = new HttpApi(server);

        var startup = await api.SendAsync(HttpMethod.Get, "/health/startup");
        var run = await api.SendAsync(HttpMethod.Post, "/v1/runs", new { agent = "assistant", input = "Please echo." }, "wait=30");

        // Requests before the last part has started are refused; everything the run needs is there before the first request is served.
        if (startup.Status == HttpStatusCode.OK)
            Assert.Equal((HttpStatusCode.OK, "completed"), (run.Status, run.Text("status")));
        else
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "starting"), (startup.Status, startup.Text("stage")));
        if (run.Status == HttpStatusCode.ServiceUnavailable)
            Assert.Equal("AG4006", run.Text("code"));
        else
            Assert.Equal("completed", run.Text("status"));
    }

    [Theory]
    [InlineData]
    [InlineData("rebuild-wake-ups")]
    public async Task DataFolder_OfAnotherProcess_IsRefused_AndThatOneContinues(params string[] arguments)
    {
        using var folder = new DataFolder();
        await using var first = new ServerProcess(new ServerProcessOptions { DataFolder = folder.Path });
        await first.StartAsync();
        await using var second = new ServerProcess(new ServerProcessOptions { DataFolder = folder.Path, Arguments = arguments });

        second.Begin();

        Assert.Equal(1, await second.WaitForExitAsync());
        AssertOneSentence(second, $"AG4003 The data folder is in use: '{folder.Path}' is in use by another process.");
        using var api = new HttpApi(first);
        var run = await api.SendAsync(HttpMethod.Post, "/v1/runs", new { agent = "assistant", input = "Please echo." }, "wait=30");
        Assert.Equal((HttpStatusCode.OK, "completed"), (run.Status, run.Text("status")));
    }

    [Fact]
    public async Task Command_ThatThereIsNot_IsNamed_AndTheServerEnds()
    {
        using var folder = new DataFolder();
        await using var server = new ServerProcess(new ServerProcessOptions { DataFolder = folder.Path, Arguments = ["rebuild-wakeups"] });

        server.Begin();

        Assert.Equal(1, await server.WaitForExitAsync());
        AssertOneSentence(server, "AG1006 Not valid: There is no command 'rebuild-wakeups'. There is 'rebuild-wake-ups'; without a command, the service runs.");
    }

    [Theory]
    [InlineData("AgentGrains__Models__default__Provider", "acme", "AgentGrains:Models:default:Provider is 'acme'; there are openai, azure-openai, scripted.")]
    [InlineData("AgentGrains__Storage__Provider", "Paper", "AgentGrains:Storage:Provider is 'Paper'.")]
    [InlineData("AgentGrains__Grains__DrainGrace", "soon", "AgentGrains:Grains:DrainGrace")]
    [InlineData("AgentGrains__Grains__MaxModelCalls", "0", "AgentGrains:Grains:MaxModelCalls is 0; it has to be at least 1.")]
    [InlineData("AgentGrains__Tools__AllowedNetworks", "127.0.0.1", "AgentGrains:Tools:AllowedNetworks has '127.0.0.1'; the prefix length is missing: for this one address, write 127.0.0.1/32.")]
    [InlineData("AgentGrains__Tools__PrivateHosts__0", "127.0.0.1", "AgentGrains:Tools:PrivateHosts is not a setting of tools; there is AllowedNetworks.")]
    [InlineData("ASPNETCORE_URLS", "nonsense", "ASPNETCORE_URLS has 'nonsense', which is no address to listen at.")]
    public async Task Setting_ThatMakesNoSense_IsNamed_AndTheServerEnds(string setting, string value, string expected)
    {
        using var folder = new DataFolder();
        await using var server = new ServerProcess(new ServerProcessOptions { DataFolder = folder.Path, Settings = new Dictionary<string, string> { [setting] = value } });

        server.Begin();

        Assert.Equal(1, await server.WaitForExitAsync());
        AssertOneSentence(server, expected);
    }

    [Theory]
    [InlineData("Cluster", new[] { "SiloPort", "MissedProbes", "ProbeEvery", "ServiceId" }, new[] { "0", "0", "00:00:00", "a/b" })]
    [InlineData("Lifecycle", new[] { "MaxEffects", "MaxMemoryPercent", "LeaveDelay" }, new[] { "0", "101", "1.00:00:00" })]
    [InlineData("Api", new[] { "MaxRequests", "MaxWaiting" }, new[] { "0", "-1" })]
    [InlineData("Storage", new[] { "MaxRetries", "TryTimeout", "RetryDelay", "EndpointSuffix", "AccountName" }, new[] { "99", "00:00:00", "00:00:00", "no domain", "Not-An-Account" })]
    public async Task Settings_ThatAreOutOfRange_AreAllNamed_AndTheServerEnds(string section, string[] names, string[] values)
    {
        using var folder = new DataFolder();
        var settings = names.Zip(values, (name, value) => KeyValuePair.Create($"AgentGrains__{section}__{name}", value)).Append(new("AgentGrains__Storage__Provider", section == "Storage" ? "Azure" : "Sqlite"));
        await using var server = new ServerProcess(new ServerProcessOptions { DataFolder = folder.Path, Settings = new Dictionary<string, string>(settings) });

        server.Begin();

        Assert.Equal(1, await server.WaitForExitAsync());
        foreach (var name in names)
            AssertOneSentence(server, $"{name} is ");
    }

    [Theory]
    [InlineData("AgentGrains__Api__MaxRequests", "many", "AgentGrains:Api:MaxRequests")]
    [InlineData("AgentGrains__Cluster__SiloPort", "door", "AgentGrains:Cluster:SiloPort")]
    [InlineData("AgentGrains__Lifecycle__LeaveDelay", "soon", "AgentGrains:Lifecycle:LeaveDelay")]
    [InlineData("AgentGrains__Storage__TryTimeout", "soon", "AgentGrains:Storage:TryTimeout")]
    public async Task SettingOnAzure_ThatMakesNoSense_IsNamed_AndTheServerEnds(string setting, string value, string expected)
    {
        using var folder = new DataFolder();
        await using var server = new ServerProcess(new ServerProcessOptions
        {
            DataFolder = folder.Path,
            Settings = new Dictionary<string, string> { [setting] = value, ["AgentGrains__Storage__Provider"] = "Azure", ["AgentGrains__Storage__ConnectionString"] = "UseDevelopmentStorage=true" },
        });

        server.Begin();

        Assert.Equal(1, await server.WaitForExitAsync());
        AssertOneSentence(server, expected);
    }

    private static void AssertOneSentence(ServerProcess server, string expected)
    {
        Assert.Contains(expected, server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", server.Output, StringComparison.Ordinal);
        Assert.Single(server.Output.Split('\n'));
    }
}
