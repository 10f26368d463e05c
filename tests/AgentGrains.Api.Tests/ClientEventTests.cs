using System.Net;
using AgentGrains.Api.Tests.Hosting;
using AgentGrains.Client;
using static AgentGrains.Api.Tests.Hosting.ScriptedNetwork;

namespace AgentGrains.Api.Tests;

/// <summary>How the client resumes an event stream that breaks.</summary>
public sealed class ClientEventTests
{
    private const string Path = "/v1/runs/run_1/events";

    private readonly HurriedTime time = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("id: 3")]
    [InlineData("id: 3\nevent: run.completed\n")]
    [InlineData("id: 3\nevent: run.completed\ndata: {\"half\":")]
    [InlineData("id: 3\nevent: run.completed\ndata: {}")]
    [InlineData("id: 3\nevent: run.completed\ndata: {}\n")]
    public async Task StreamThatBreaks_InTheMiddleOfAnEvent_ResumesAfterTheLastWholeOne(string half)
    {
        var network = new ScriptedNetwork(Broken(Event(1, "run.created") + Event(2, "run.started") + half), Streamed(Event(3, "run.completed")));

        Assert.Equal(["1 run.created", "2 run.started", "3 run.completed"], await ReadAsync(network));

        Assert.Equal([(Path, null), (Path, "2")], network.Sent.Select(sent => (sent.Path, sent.LastEventId)));
        Assert.Single(time.Waits);
    }

    [Fact]
    public async Task DeltasWithoutId_DoNotMoveTheBeginning()
    {
        var network = new ScriptedNetwork(
            Broken(Event(1, "run.created") + ": ping\n\n" + "event: message.delta\ndata: {\"text\":\"a\"}\n\n"), Streamed(Event(2, "run.completed")));

        Assert.Equal(["1 run.created", " message.delta", "2 run.completed"], await ReadAsync(network));

        Assert.Equal([null, "1"], network.Sent.Select(sent => sent.LastEventId));
    }

    [Fact]
    public async Task EventsThatComeAgain_AreToldOnce()
    {
        var network = new ScriptedNetwork(Broken(Event(1, "run.created") + Event(2, "run.started")), Streamed(Event(1, "run.created") + Event(2, "run.started") + Event(3, "run.completed")));

        Assert.Equal(["1 run.created", "2 run.started", "3 run.completed"], await ReadAsync(network));
    }

    [Fact]
    public async Task StreamThatEnds_BeforeTheRunDid_Resumes()
    {
        var network = new ScriptedNetwork(Streamed(Event(1, "run.created")), AnswerJson(Run("running")), Streamed(Event(2, "run.completed")));

        Assert.Equal(["1 run.created", "2 run.completed"], await ReadAsync(network));

        Assert.Equal([(Path, null), ("/v1/runs/run_1", null), (Path, "1")], network.Sent.Select(sent => (sent.Path, sent.LastEventId)));
    }

    [Theory]
    [InlineData("id: 2\nevent: run.completed\ndata: {}")]
    [InlineData("id: 2\nevent: run.completed\ndata: {}\n")]
    public async Task StreamThatEnds_InTheMiddleOfAnEvent_HasNotToldIt(string half)
    {
        var network = new ScriptedNetwork(Streamed(Event(1, "run.created") + half), AnswerJson(Run("running")), Streamed(Event(2, "run.completed")));

        Assert.Equal(["1 run.created", "2 run.completed"], await ReadAsync(network));

        Assert.Equal("1", network.Sent[^1].LastEventId);
    }

    [Fact]
    public async Task StreamThatEnds_WhileTheRunDid_IsReadToItsLastEvent()
    {
        var network = new ScriptedNetwork(Streamed(Event(1, "run.created")), AnswerJson(Run("completed")), Streamed(Event(2, "run.completed")));

        Assert.Equal(["1 run.created", "2 run.completed"], await ReadAsync(network));

        Assert.Empty(time.Waits);
    }

    [Fact]
    public async Task StreamWhoseLastEventWasToldBefore_Ends()
    {
        var network = new ScriptedNetwork(Streamed(""), AnswerJson(Run("completed")), Streamed(""));

        Assert.Empty(await ReadAsync(network, after: 7));

        Assert.Equal(["7", null, "7"], network.Sent.Select(sent => sent.LastEventId));
    }

    [Fact]
    public async Task StreamThatIsRefusedForAWhile_Resumes()
    {
        var network = new ScriptedNetwork(Broken(Event(1, "run.created")), Answer(HttpStatusCode.ServiceUnavailable, retryAfter: "3"), Reset, Streamed(Event(2, "run.completed")));

        Assert.Equal(["1 run.created", "2 run.completed"], await ReadAsync(network));

        Assert.Contains(TimeSpan.FromSeconds(3), time.Waits);
    }

    [Fact]
    public async Task StreamThatNeverComesAnyFurther_EndsWithTheFailure_WhenTheTimeIsUp()
    {
        var network = new ScriptedNetwork([.. Enumerable.Repeat(Broken(Event(1, "run.created")), 100)]);

        await Assert.ThrowsAsync<IOException>(() => ReadAsync(network));

        Assert.InRange(time.Waits.Aggregate(TimeSpan.Zero, (sum, wait) => sum + wait), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task StreamOfWhatIsNotThere_IsAnException_WithCode()
    {
        var network = new ScriptedNetwork(Answer(HttpStatusCode.NotFound, """{"code":"AG1004","detail":"There is no run."}""", "application/problem+json"));

        var failure = await Assert.ThrowsAsync<AgentGrainsApiException>(() => ReadAsync(network));

        Assert.Equal("AG1004", failure.Code);
        Assert.Single(network.Sent);
    }

    [Fact]
    public async Task SessionStream_NeverEnds_ByItself()
    {
        var network = new ScriptedNetwork(Streamed(Event(1, "run.completed")), Streamed(Event(2, "run.created")));
        var client = Client(network);
        var told = new List<string>();

        await foreach (var happened in client.Sessions.EventsAsync("ses_1", cancellation: Stop))
        {
            told.Add(happened.Type);
            if (told.Count == 2)
                break;
        }

        Assert.Equal(["run.completed", "run.created"], told);
        Assert.Equal([null, "1"], network.Sent.Select(sent => sent.LastEventId));
    }

    [Fact]
    public async Task Cancellation_EndsTheReading_AndNothingMoreIsSent()
    {
        var network = new ScriptedNetwork(Streamed(Event(1, "run.created") + Event(2, "run.started")));
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var told = new List<string>();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var happened in Client(network).Runs.EventsAsync("run_1", cancellation: cancellation.Token))
            {
                told.Add(happened.Type);
                if (told.Count == 2)
                    await cancellation.CancelAsync();
            }
        });

        Assert.Equal(["run.created", "run.started"], told);
        Assert.Single(network.Sent);
    }

    private static string Event(long id, string type) => $"id: {id}\nevent: {type}\ndata: {{\"type\":\"{type}\"}}\n\n";

    private static string Run(string status) =>
        $$"""{"id":"run_1","session":"ses_1","agent":"airline","agent_version":1,"status":"{{status}}","created_at":"2030-01-02T03:04:05.678Z"}""";

    private async Task<List<string>> ReadAsync(ScriptedNetwork network, long after = -1)
    {
        var told = new List<string>();
        await foreach (var happened in Client(network).Runs.EventsAsync("run_1", after, Stop))
            told.Add($"{happened.Position} {happened.Type}");
        return told;
    }

    private AgentGrainsClient Client(ScriptedNetwork network) => new(new HttpClient(network) { BaseAddress = new Uri("http://service.example") }, null, time);
}
