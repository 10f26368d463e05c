using System.Text.Json;
using AgentGrains.Harness.Doubles;
using AgentGrains.Server.Tests.Driving;

namespace AgentGrains.Server.Tests;

/// <summary>A run with an image and a file that is killed in the middle of its model call and of its tool call equals one that nothing disturbs.</summary>
public sealed class ImageTests
{
    private const string Done = "It is a cat.";

    private static readonly byte[] Picture = Bytes(100_000);
    private static readonly byte[] Document = Bytes(40_000);

    private static object Content => new object[]
    {
        new { type = "text", text = "What is it?" },
        new { type = "image_url", image_url = new { url = $"data:image/png;base64,{Convert.ToBase64String(Picture)}", detail = "high" } },
        new { type = "image_url", image_url = new { url = "https://pictures.example/2.jpg" } },
        new { type = "file", file = new { filename = "notes.pdf", file_data = $"data:application/pdf;base64,{Convert.ToBase64String(Document)}" } },
    };

    [Fact]
    public async Task Run_KilledInAModelCallAndInAToolCall_EqualsTheOneThatIsNot()
    {
        var (calm, calmMessages) = await PlayCalmAsync();
        var (killed, killedMessages) = await PlayKilledAsync();

        Assert.Equal(2, calm.Count);
        Assert.Equal([calm[0], calm[0], calm[1]], killed);
        Assert.Equal(calmMessages.GetRawText(), killedMessages.GetRawText());
        foreach (var body in killed)
            AssertParts(JsonElement.Parse(body).GetProperty("messages")[1].GetProperty("content"));
        Assert.Equal(["user", "assistant", "tool", "assistant"], killedMessages.EnumerateArray().Select(message => message.GetProperty("role").GetString()));
    }

    private static async Task<(IReadOnlyList<string> Bodies, JsonElement Messages)> PlayCalmAsync()
    {
        await using var model = await ChatDouble.StartAsync(ChatAnswer.Call("held", """{"a":1}"""), ChatAnswer.Text(Done));
        await using var tool = await HeldTool.StartAsync();
        await using var service = await ModelService.StartAsync(model);
        tool.Release();

        var run = await service.RunAsync(Agent(tool), Content);

        return await EndAsync(service, model, run);
    }

    private static async Task<(IReadOnlyList<string> Bodies, JsonElement Messages)> PlayKilledAsync()
    {
        await using var model = await ChatDouble.StartAsync(ChatAnswer.Unfinished("Let me "), ChatAnswer.Call("held", """{"a":1}"""), ChatAnswer.Text(Done));
        await using var tool = await HeldTool.StartAsync();
        await using var service = await ModelService.StartAsync(model);
        var run = await service.StartRunAsync(Agent(tool), Content);

        await model.AskedAsync();
        await service.Server.RestartAsync();
        await tool.CalledAsync(TestContext.Current.CancellationToken);
        await service.Server.KillAsync();
        tool.Release();
        await service.Server.StartAsync();

        var ended = await EndAsync(service, model, await service.Api.EndOfAsync(run));
        Assert.Equal(2, tool.Keys.Count);
        Assert.Single(tool.Keys.Distinct());
        return ended;
    }

    private static async Task<(IReadOnlyList<string> Bodies, JsonElement Messages)> EndAsync(ModelService service, ChatDouble model, JsonElement run)
    {
        Assert.True(run.GetProperty("status").GetString() == "completed", $"Expected a completed run; it is {run}");
        Assert.Equal(Done, run.GetProperty("output").GetProperty("text").GetString());
        return (model.Bodies, await service.MessagesAsync(run));
    }

    private static void AssertParts(JsonElement content)
    {
        Assert.Equal(["text", "image_url", "image_url", "file"], content.EnumerateArray().Select(part => part.GetProperty("type").GetString()));
        Assert.Equal(Picture, BytesOf(content[1].GetProperty("image_url").GetProperty("url")));
        Assert.Equal("high", content[1].GetProperty("image_url").GetProperty("detail").GetString());
        Assert.Equal(Document, BytesOf(content[3].GetProperty("file").GetProperty("file_data")));
    }

    private static byte[] BytesOf(JsonElement dataUrl) => Convert.FromBase64String(dataUrl.GetString()!.Split(',')[1]);

    private static object Agent(HeldTool tool) =>
        new { model = "default", instructions = "Look closely.", tools = new[] { new { type = "http", name = "held", url = tool.Address.ToString(), effect = "idempotent" } } };

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }
}
