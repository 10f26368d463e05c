using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AgentGrains.Client;
using AgentGrains.Harness.Files;
using AgentGrains.Harness.Processes;
using AgentGrains.Samples.Chat;
using AgentGrains.Samples.ToolServer;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Server.Tests;

/// <summary>The programs of <c>samples/</c>, with a real server and its scripted model.</summary>
public sealed class SampleTests : IAsyncLifetime
{
    private readonly DataFolder folder = new();
    private ServerProcess server = null!;
    private HttpClient http = null!;

    public async ValueTask InitializeAsync()
    {
        // The answer starts after the stream is open, and in pieces.
        var script = new Dictionary<string, string> { ["AgentGrains__Models__default__Provider"] = "scripted", ["AgentGrains__Models__default__Script"] = "conversation;chunk:20;delay_ms:500" };
        server = new ServerProcess(new ServerProcessOptions { DataFolder = folder.Path, Settings = script });
        await server.StartAsync();
        http = AgentGrainsClient.CreateHttpClient(server.Address, "test-key");
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await server.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Chat_TwoMessages_WritesBothAnswersOfOneSessionInPieces()
    {
        await using var output = new PieceWriter();
        var conversation = new Conversation(new AgentGrainsClient(http), "assistant", output);

        var first = await conversation.SendAsync("Hello!", TestContext.Current.CancellationToken);
        var second = await conversation.SendAsync("And again.", TestContext.Current.CancellationToken);

        Assert.All([first, second], run => Assert.Equal(RunStatuses.Completed, run.Status));
        Assert.Equal(first.Session, second.Session);
        Assert.Contains("turn 2", second.Output!.Text, StringComparison.Ordinal);
        Assert.Equal($"{first.Output!.Text}\n{second.Output.Text}\n", output.ToString());
        Assert.True(output.Pieces > first.Output.Text!.Length / 20, $"Expected the answers in pieces of 20 characters; there were {output.Pieces}.");
    }

    [Fact]
    public async Task ToolServer_CalledByARun_ThenTwiceWithOneKey_ExecutesOnceForEachKey()
    {
        await using var tool = ReservationTool.Build(["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None"]);
        await tool.StartAsync(TestContext.Current.CancellationToken);
        var address = new Uri(new Uri(tool.Urls.Single()), "reserve");
        var client = new AgentGrainsClient(http);
        var schema = JsonElement.Parse("""{"type":"object","properties":{"seats":{"type":"integer","minimum":1}},"required":["seats"]}""");
        var agent = new AgentDefinition { Tools = [new AgentTool("http", "reserve") { Url = address.ToString(), Effect = "idempotent", Parameters = schema }] };
        await client.Agents.PutAsync("host", agent, cancellation: TestContext.Current.CancellationToken);

        var run = await client.Runs.CreateAsync(new RunRequest("host", "Please reserve."), TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal("""The tool answered: {"id":"R-1","seats":1}""", run.Output?.Text);

        Assert.Equal(await ReserveAsync(address, "key", 2), await ReserveAsync(address, "key", 2));
        Assert.Equal(2, tool.Services.GetRequiredService<Reservations>().Count);
        Assert.Equal(HttpStatusCode.BadRequest, (await ReserveAsync(address, null, 2)).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ReserveAsync(address, "other", 0)).Status);
    }

    private static async Task<(HttpStatusCode Status, string Body)> ReserveAsync(Uri address, string? key, int seats)
    {
        using var direct = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(new { seats }) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var answer = await direct.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private sealed class PieceWriter : StringWriter
    {
        public int Pieces { get; private set; }

        public override Task WriteAsync(string? value)
        {
            Pieces++;
            return base.WriteAsync(value);
        }
    }
}
