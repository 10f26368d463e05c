using AgentGrains.Core.Agents;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Tools;
using AgentGrains.Harness.Files;
using AgentGrains.Testing.Doubles;
using Microsoft.Extensions.DependencyInjection;
using static AgentGrains.Tools.Tests.Calling;

namespace AgentGrains.Tools.Tests;

public sealed class RecordedToolTests
{
    private static readonly IReadOnlyList<Trajectory> Airline = AirlineRecordings.Load();

    [Fact]
    public async Task ExecuteAsync_EveryRecordedCallDisturbed_IsExecutedOnceAndAnsweredByteForByte()
    {
        var disturbed = new DisturbanceOptions { Seed = 3, Probability = 0.2, LateBy = TimeSpan.Zero, RetryAfterSeconds = 0 };
        await using var tools = await ToolDouble.StartAsync(Airline, disturbed);
        await using var provider = Provider(Loopback);
        var executor = provider.GetServices<IToolExecutor>().Single(executor => executor.Handles(new HttpToolDefinition()));
        var ids = new IdSource(TimeProvider.System, new Random(5));
        var done = 0;
        foreach (var recording in Airline)
        {
            var run = ids.NewRun(ids.NewSession());
            for (var i = 0; i < recording.Calls.Count; i++)
            {
                var call = recording.Calls[i];
                var tool = Http(tools.UrlOf(recording.Id, call.Tool)) with { Effect = ToolEffect.Idempotent };
                var invocation = new ToolInvocation(tool, call.Arguments, TenantId.Parse("demo"), new StepId(run, i + 1), 1);
                ToolOutcome outcome;
                do
                    outcome = await executor.ExecuteAsync(invocation, TestContext.Current.CancellationToken);
                while (outcome is ToolOutcome.Unanswered);
                Assert.Equal(new ToolOutcome.Answered(call.Result, false), outcome);
                done++;
            }
        }
        Assert.Equal(572, done);
        Assert.Empty(tools.Mismatches);
        Assert.Equal(done, tools.Calls.Count);
        Assert.Equal(done, tools.Requests.Select(request => (request.Session, request.Key)).Distinct().Count());
        Assert.All(Enum.GetValues<Disturbance>(), kind => Assert.True(tools.Counts.GetValueOrDefault(kind) > 0, $"{kind} never happened"));
        Assert.Equal(tools.Requests.Count, tools.Counts.Values.Sum());
    }

    [Fact]
    public async Task ExecuteAsync_AnotherKeyToolOrArguments_IsAMismatch()
    {
        var recording = Airline.First(trajectory => trajectory.Calls.Count >= 2 && trajectory.Calls[0] != trajectory.Calls[1]);
        await using var tools = await ToolDouble.StartAsync([recording]);
        var first = recording.Calls[0];

        Assert.False(Assert.IsType<ToolOutcome.Answered>(await CallAsync(Tool(first.Tool), first.Arguments, Step(2))).IsError);
        Assert.False(Assert.IsType<ToolOutcome.Answered>(await CallAsync(Tool(first.Tool), first.Arguments, Step(2))).IsError);
        Assert.True(Assert.IsType<ToolOutcome.Answered>(await CallAsync(Tool(first.Tool), first.Arguments + " ", Step(2))).IsError);
        Assert.True(Assert.IsType<ToolOutcome.Answered>(await CallAsync(Tool("no_such_tool"), first.Arguments, Step(4))).IsError);
        Assert.True(Assert.IsType<ToolOutcome.Answered>(await CallAsync(Tool(first.Tool), first.Arguments, Step(4))).IsError);

        Assert.Equal(3, tools.Mismatches.Count);
        Assert.Single(tools.Calls);
        Assert.Equal(5, tools.Requests.Count);

        ToolDefinition Tool(string name) => Http(tools.UrlOf(recording.Id, name));
    }
}
