using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using AgentGrains.Api.Tests.Hosting;
using AgentGrains.Core.Stores;

namespace AgentGrains.Api.Tests;

/// <summary>Images and files of messages: stored once, shown by their hashes, never with their bytes.</summary>
public sealed class ContentTests
{
    private static readonly byte[] Picture = Contents.Bytes(40_000);
    private static readonly byte[] Document = Contents.Bytes(100);

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static string Parts =>
        $$$"""
        [{"type":"text","text":"Look é"},{"type":"image_url","image_url":{"url":"{{{Contents.DataUrl(Picture, "IMAGE/Png;x=1")}}}","detail":"low"}},{"type":"image_url","image_url":{"url":"https://p.example/1.png?a=b&c"}},{"type":"file","file":{"file_data":"{{{Contents.DataUrl(Document, "application/pdf")}}}","filename":"Plan ✈.pdf"}},{"type":"file","file":{"file_id":"file-1"}},{"type":"text","text":"Well?"}]
        """;

    private static string ShownParts =>
        $$$"""
        [{"type":"text","text":"Look é"},{"type":"image_url","image_url":{"url":"sha256:{{{Hash(Picture)}}}","detail":"low","media_type":"image/png","bytes":40000}},{"type":"image_url","image_url":{"url":"https://p.example/1.png?a=b&c"}},{"type":"file","file":{"file_data":"sha256:{{{Hash(Document)}}}","filename":"Plan ✈.pdf","media_type":"application/pdf","bytes":100}},{"type":"file","file":{"file_id":"file-1"}},{"type":"text","text":"Well?"}]
        """;

    private static string EventParts =>
        $$$"""
        [{"type":"text","content":"Look é"},{"type":"image_url","content_ref":{"sha256":"{{{Hash(Picture)}}}","bytes":40000},"media_type":"image/png","detail":"low"},{"type":"image_url","url":"https://p.example/1.png?a=b&c"},{"type":"file","content_ref":{"sha256":"{{{Hash(Document)}}}","bytes":100},"media_type":"application/pdf","filename":"Plan ✈.pdf"},{"type":"file","file_id":"file-1"},{"type":"text","content":"Well?"}]
        """;

    [Fact]
    public async Task Run_WithParts_ShowsThemInTheTranscriptByTheirHashes()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();

        var run = await host.RunAsync(Contents.Run(Parts));

        Assert.Equal("completed", run.Text("status"));
        using var messages = await host.GetAsync($"/v1/sessions/{run.Text("session")}/messages");
        Assert.Equal(
            $$"""[{"role":"user","content":{{ShownParts}}},{"role":"assistant","content":"Hello."}]""", (await messages.JsonAsync(HttpStatusCode.OK)).GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task Run_WithParts_ShowsThemInItsEvents()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        var run = await host.RunAsync(Contents.Run(Parts));

        using var stream = await EventReader.OpenAsync(host, $"/v1/runs/{run.Text("id")}/events");
        var input = Assert.Single((await stream.RestAsync())[0].Body.GetProperty("input").EnumerateArray());

        Assert.Equal("Look é\n\nWell?", input.Text("content"));
        AssertJson(EventParts, input.GetProperty("parts"));
    }

    [Fact]
    public async Task Run_WithParts_StoresTheBytes()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();

        await host.RunAsync(Contents.Run(Parts));

        foreach (var bytes in (byte[][])[Picture, Document])
        {
            var stored = await host.Service<IPayloadStore>().GetAsync(ApiHost.Tenant, new(Hash(bytes), bytes.Length), TestContext.Current.CancellationToken);
            Assert.Equal(bytes, stored!.Value.ToArray());
        }
    }

    [Fact]
    public async Task Run_WithTextPartsOnly_ShowsThemAsParts()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        var large = new string('ß', 20_000);
        var parts = $$"""[{"type":"text","text":"{{large}}"},{"type":"text","text":""}]""";

        var run = await host.RunAsync(Contents.Run(parts));

        using var messages = await host.GetAsync($"/v1/sessions/{run.Text("session")}/messages");
        Assert.Equal(parts, (await messages.JsonAsync(HttpStatusCode.OK)).GetProperty("data")[0].GetProperty("content").GetRawText());
    }

    [Theory]
    [InlineData("user")]
    [InlineData("assistant")]
    [InlineData("system")]
    public async Task Run_WithATextPart_TakesItInEachRole(string role)
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();

        var run = await host.RunAsync(Contents.Run("""[{"type":"text","text":"Hi"}]""", role));

        using var messages = await host.GetAsync($"/v1/sessions/{run.Text("session")}/messages");
        Assert.Equal($$"""{"role":"{{role}}","content":[{"type":"text","text":"Hi"}]}""", (await messages.JsonAsync(HttpStatusCode.OK)).GetProperty("data")[0].GetRawText());
    }

    [Fact]
    public async Task Run_WithThe64PartsAndAnImageOf3MiB_IsTaken()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        var largest = Contents.Bytes(3 * 1024 * 1024);
        var texts = string.Concat(Enumerable.Repeat(""",{"type":"text","text":"x"}""", 63));

        var run = await host.RunAsync(Contents.Run($"{Contents.Image(Contents.DataUrl(largest, "image/webp"))[..^1]}{texts}]"));

        using var messages = await host.GetAsync($"/v1/sessions/{run.Text("session")}/messages");
        var content = (await messages.JsonAsync(HttpStatusCode.OK)).GetProperty("data")[0].GetProperty("content");
        Assert.Equal(64, content.GetArrayLength());
        Assert.Equal($"sha256:{Hash(largest)}", content[0].GetProperty("image_url").Text("url"));
    }

    [Fact]
    public async Task Message_WithParts_JoinsTheConversationWhereTheModelSeesIt()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync(definition: """{"tools":[{"type":"client","name":"pick"}]}""");
        host.Sessions.Script = ScriptedAnswers.ToolThenText("pick", "I see.");
        var run = await host.RunAsync();

        using var sent = await host.PostAsync($"/v1/runs/{run.Text("id")}/messages", $$"""{"content":{{Parts}}}""");
        Assert.Equal("waiting", (await sent.JsonAsync(HttpStatusCode.Accepted)).Text("status"));
        using var answered = await host.PostAsync($"/v1/runs/{run.Text("id")}/tool-results", """{"tool_call_id":"call_1","content":"12A"}""");
        Assert.Equal("completed", (await answered.JsonAsync(HttpStatusCode.Accepted)).Text("status"));

        using var response = await host.GetAsync($"/v1/sessions/{run.Text("session")}/messages");
        var messages = (await response.JsonAsync(HttpStatusCode.OK)).GetProperty("data");
        Assert.Equal(["user", "assistant", "tool", "user", "assistant"], messages.EnumerateArray().Select(message => message.Text("role")));
        AssertJson(ShownParts, messages[3].GetProperty("content"));
        using var stream = await EventReader.OpenAsync(host, $"/v1/runs/{run.Text("id")}/events");
        var received = (await stream.RestAsync()).Single(happened => happened.Body.TryGetProperty("parts", out _));
        Assert.Equal(("message.completed", "user", "Look é\n\nWell?"), (received.Type, received.Body.Text("role"), received.Body.Text("content")));
        AssertJson(EventParts, received.Body.GetProperty("parts"));
    }

    [Fact]
    public async Task Run_ThatSteers_BringsItsPartsToTheActiveRun()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync(definition: """{"tools":[{"type":"client","name":"pick"}]}""");
        host.Sessions.Script = ScriptedAnswers.ToolThenText("pick", "I see.");
        var run = await host.RunAsync();

        var steered = await host.RunAsync($$"""{"agent":"airline","session":"{{run.Text("session")}}","on_conflict":"steer","input":[{"role":"user","content":{{Parts}}}]}""");
        Assert.Equal(run.Text("id"), steered.Text("id"));
        using var answered = await host.PostAsync($"/v1/runs/{run.Text("id")}/tool-results", """{"tool_call_id":"call_1","content":"12A"}""");
        await answered.JsonAsync(HttpStatusCode.Accepted);

        using var messages = await host.GetAsync($"/v1/sessions/{run.Text("session")}/messages");
        AssertJson(ShownParts, (await messages.JsonAsync(HttpStatusCode.OK)).GetProperty("data")[3].GetProperty("content"));
    }

    private static void AssertJson(string expected, JsonElement actual) => Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), actual), $"Expected {expected}, but it is {actual.GetRawText()}");
}
