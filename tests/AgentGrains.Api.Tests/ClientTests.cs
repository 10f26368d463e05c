using System.Net;
using System.Net.Http.Headers;
using AgentGrains.Api.Tests.Hosting;
using AgentGrains.Client;

namespace AgentGrains.Api.Tests;

public sealed class ClientTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Client_DefinesAnAgent_RunsIt_AndReadsWhatItDid()
    {
        await using var host = await ApiHost.StartAsync();
        var client = Client(host, new DisturbedHandler());

        var agent = await client.Agents.PutAsync("airline", new AgentDefinition { Instructions = "Be kind.", Tools = [new AgentTool("builtin", "echo") { Effect = "read" }] }, cancellation: Stop);
        Assert.Equal((1, "Be kind."), (agent.Version, agent.Definition.Instructions));
        var session = await client.Sessions.CreateAsync("airline", new Dictionary<string, string> { ["user"] = "7" }, Stop);
        var run = await client.Runs.CreateAsync(new RunRequest("airline", "Hi") { Session = session.Id }, TimeSpan.FromSeconds(5), Stop);

        Assert.Equal((RunStatuses.Completed, "Hello.", session.Id), (run.Status, run.Output?.Text, run.Session));
        Assert.Equal(run.Id, (await client.Runs.WaitAsync(run.Id, Stop)).Id);
        Assert.Equal(run.Id, Assert.Single((await client.Runs.ListAsync(new RunFilter(Agent: "airline"), cancellation: Stop)).Data).Id);
        Assert.Equal("model_call", Assert.Single((await client.Runs.StepsAsync(run.Id, cancellation: Stop)).Data).Kind);
        Assert.Equal(["user", "assistant"], (await client.Sessions.MessagesAsync(session.Id, cancellation: Stop)).Data.Select(message => message.Role));
        Assert.Equal("airline", Assert.Single((await client.Agents.ListAsync(cancellation: Stop)).Data).Name);
        await client.Sessions.DeleteAsync(session.Id, Stop);
        await client.Agents.ArchiveAsync("airline", Stop);
        Assert.True((await client.Agents.GetAsync("airline", cancellation: Stop)).Archived);
    }

    [Fact]
    public async Task Refusal_IsAnException_WithCodeAndFields()
    {
        await using var host = await ApiHost.StartAsync();
        var client = Client(host, new DisturbedHandler());

        var refused = await Assert.ThrowsAsync<AgentGrainsApiException>(() => client.Agents.PutAsync("airline", new AgentDefinition { Model = "gpt-9" }, cancellation: Stop));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "AG1006"), (refused.Status, refused.Code));
        Assert.Equal("model", Assert.Single(refused.Errors).Key);
        Assert.NotNull(refused.TraceId);
    }

    [Fact]
    public async Task Post_OverABadNetwork_IsRepeated_AndExecutedOnce()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        var network = new DisturbedHandler { RefuseRequests = 1, LoseConnections = 1, LoseRequests = 2, LoseAnswers = 2 };
        var client = Client(host, network);

        var run = await client.Runs.CreateAsync(new RunRequest("airline", "Hi"), cancellation: Stop);

        Assert.Equal(7, network.Sent);
        Assert.Equal(1, host.Sessions.Inputs);
        Assert.Equal(RunStatuses.Completed, run.Status);
    }

    [Fact]
    public async Task Post_WithoutKeys_IsSentOnce()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        var network = new DisturbedHandler { LoseAnswers = 1 };
        var client = Client(host, network, new AgentGrainsClientOptions { SendIdempotencyKeys = false });

        await Assert.ThrowsAsync<HttpRequestException>(() => client.Runs.CreateAsync(new RunRequest("airline", "Hi"), cancellation: Stop));

        Assert.Equal(1, network.Sent);
    }

    [Fact]
    public async Task Get_GivesUp_WhenItsTimeIsOver()
    {
        await using var host = await ApiHost.StartAsync();
        var network = new DisturbedHandler { RefuseRequests = 1000 };
        var client = Client(host, network, new AgentGrainsClientOptions { RetryFor = TimeSpan.FromSeconds(10) });

        var failure = await Assert.ThrowsAsync<AgentGrainsApiException>(() => client.Agents.GetAsync("airline", cancellation: Stop));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, null), (failure.Status, failure.Code));
        Assert.InRange(network.Sent, 2, 30);
    }

    [Theory]
    [InlineData(1200)]
    [InlineData(700)]
    public async Task Events_OverANetworkThatCutsStreams_ComeEachOnceInOrder_ToTheLast(int bytes)
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync(definition: """{"tools":[{"type":"builtin","name":"echo","effect":"read"}]}""");
        host.Sessions.Script = ScriptedAnswers.ToolThenText("echo", "Done.");
        var run = await host.RunAsync();
        var network = new DisturbedHandler { CutEventsAfterBytes = bytes };
        var client = Client(host, network);

        var positions = new List<long?>();
        await foreach (var happened in client.Runs.EventsAsync(run.Text("id"), cancellation: Stop))
            positions.Add(happened.Position);

        Assert.Equal(Enumerable.Range(1, 11).Select(position => (long?)position), positions);
        Assert.True(network.Sent > 2, $"{network.Sent} requests were sent.");
    }

    [Fact]
    public async Task Events_BehindTheLast_End()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        var run = await host.RunAsync();

        await foreach (var happened in Client(host, new DisturbedHandler()).Runs.EventsAsync(run.Text("id"), after: 6, Stop))
            Assert.Fail($"{happened.Type} came again.");
    }

    [Fact]
    public async Task Wait_ForARunThatWaits_ComesBack_AndItCanBeAnswered()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync(definition: """{"tools":[{"type":"client","name":"pick_seat"}]}""");
        host.Sessions.Script = ScriptedAnswers.ToolThenText("pick_seat", "Done.");
        var client = Client(host, new DisturbedHandler());

        var run = await client.Runs.WaitAsync((await client.Runs.CreateAsync(new RunRequest("airline", "Hi"), cancellation: Stop)).Id, Stop);
        Assert.Equal("call_1", run.Waiting?.Ref);
        run = await client.Runs.AnswerToolCallAsync(run.Id, "call_1", "12A", cancellation: Stop);

        Assert.Equal("Done.", run.Output?.Text);
    }

    [Fact]
    public async Task Deltas_ComeBetween()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        host.Sessions.Script = _ => null;
        var run = await host.RunAsync();
        var id = AgentGrains.Core.Ids.RunId.Parse(run.Text("id"));
        var client = Client(host, new DisturbedHandler());
        var text = "";

        await foreach (var happened in client.Runs.EventsAsync(run.Text("id"), cancellation: Stop))
        {
            if (happened.Type == "step.started")
                host.Sessions.Publish(new(ApiHost.Tenant, id.Session), new AgentGrains.Contracts.SessionFrame.Delta(id.Key, 1, 1, "text", 0, "Hel"));
            else if (happened.Type == "message.delta")
            {
                Assert.Equal((null, 1, run.Text("id")), (happened.Position, happened.Attempt, happened.Run));
                text += happened.TextDelta;
                await client.Runs.CancelAsync(run.Text("id"), Stop);
            }
        }

        Assert.Equal("Hel", text);
    }

    private static AgentGrainsClient Client(ApiHost host, DisturbedHandler network, AgentGrainsClientOptions? options = null)
    {
        var http = new HttpClient(network) { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiHost.Key);
        return new AgentGrainsClient(http, options, new HurriedTime());
    }
}
