using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using AgentGrains.Api.Tests.Hosting;
using AgentGrains.Client;

namespace AgentGrains.Api.Tests;

/// <summary>Model parameters and parts of messages through the client library, there and back.</summary>
public sealed class ClientContentTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_WithTextAndImages_IsReadBackAsParts()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        var client = Client(host);
        var picture = Contents.Bytes(50_000);
        var hash = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(picture))}";
        var request = new RunRequest("airline", [
            new InputMessage("system", "Be brief."),
            new InputMessage("user", MessageContent.Of(
                ContentPart.OfText("Look."), ContentPart.OfImage(picture, "image/png", "high"), ContentPart.OfImage(new Uri("https://p.example/1.png")), ContentPart.OfFile(picture, "application/pdf", "plan.pdf"),
                new ContentPart("file", File: new ContentFile(FileId: "file-1")), ContentPart.OfText("Well?"))),
        ]);

        var run = await client.Runs.CreateAsync(request, cancellation: Stop);
        var messages = (await client.Sessions.MessagesAsync(run.Session, cancellation: Stop)).Data;

        Assert.Equal(RunStatuses.Completed, run.Status);
        Assert.Equal(("Be brief.", null), (messages[0].Content!.Text, messages[0].Content!.Parts));
        Assert.Equal("Look.\n\nWell?", messages[1].Content!.ToString());
        Assert.Equal(
            [
                ContentPart.OfText("Look."),
                new ContentPart("image_url", ImageUrl: new ContentImage(hash, "high", "image/png", 50_000)),
                new ContentPart("image_url", ImageUrl: new ContentImage("https://p.example/1.png")),
                new ContentPart("file", File: new ContentFile(hash, null, "plan.pdf", "application/pdf", 50_000)),
                new ContentPart("file", File: new ContentFile(FileId: "file-1")),
                ContentPart.OfText("Well?"),
            ],
            messages[1].Content!.Parts);
        Assert.Equal("Hello.", messages[2].Content?.Text);
    }

    [Fact]
    public async Task Message_WithAnImage_SteersTheRun()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync(definition: """{"tools":[{"type":"client","name":"pick"}]}""");
        host.Sessions.Script = ScriptedAnswers.ToolThenText("pick", "I see.");
        var client = Client(host);
        var run = await client.Runs.CreateAsync(new RunRequest("airline", "Hi"), cancellation: Stop);

        await client.Runs.SendMessageAsync(run.Id, MessageContent.Of(ContentPart.OfImage(Contents.Bytes(10), "image/gif")), cancellation: Stop);
        await client.Runs.SendMessageAsync(run.Id, "Only text.", cancellation: Stop);
        await client.Runs.AnswerToolCallAsync(run.Id, "call_1", "12A", cancellation: Stop);

        var messages = (await client.Sessions.MessagesAsync(run.Session, cancellation: Stop)).Data;
        Assert.Null(messages[1].Content);
        Assert.Equal(("image/gif", 10), (Assert.Single(messages[3].Content!.Parts!).ImageUrl!.MediaType, messages[3].Content!.Parts![0].ImageUrl!.Bytes));
        Assert.Equal("Only text.", messages[4].Content!.Text);
    }

    [Fact]
    public async Task Content_ThatIsWrong_IsRefusedWithItsPath()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        var request = new RunRequest("airline", [new InputMessage("user", MessageContent.Of(ContentPart.OfText("Look."), ContentPart.OfImage(Contents.Bytes(10), "image/tiff")))]);

        var refused = await Assert.ThrowsAsync<AgentGrainsApiException>(() => Client(host).Runs.CreateAsync(request, cancellation: Stop));

        Assert.Equal("input[0].content[1].image_url.url", Assert.Single(refused.Errors).Key);
    }

    [Fact]
    public async Task Agent_WithEveryParameter_IsReadBack()
    {
        await using var host = await ApiHost.StartAsync();
        var parameters = new ModelParameters
        {
            Temperature = 0.2, TopP = 0.9, MaxOutputTokens = 500, ReasoningEffort = "low", ToolChoice = JsonElement.Parse("\"auto\""), ParallelToolCalls = false,
            ResponseFormat = new ResponseFormat("json_schema", new ResponseSchema("city", JsonElement.Parse("""{"type":"object"}"""), "Where.", true)), Stop = ["END"], Seed = 7,
            ExtraHeaders = new Dictionary<string, string> { ["X-Title"] = "Agents" }, ExtraBody = JsonElement.Parse("""{"top_k":5}"""),
        };

        await Client(host).Agents.PutAsync("airline", new AgentDefinition { ModelParameters = parameters }, cancellation: Stop);
        var read = (await Client(host).Agents.GetAsync("airline", cancellation: Stop)).Definition.ModelParameters;

        Assert.Equal(JsonSerializer.Serialize(parameters), JsonSerializer.Serialize(read));
    }

    private static AgentGrainsClient Client(ApiHost host)
    {
        var http = new HttpClient { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiHost.Key);
        return new AgentGrainsClient(http);
    }
}
