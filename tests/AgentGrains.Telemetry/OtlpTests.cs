using System.Diagnostics;
using AgentGrains.Telemetry.Conventions;
using AgentGrains.Telemetry.Driving;
using AgentGrains.Telemetry.Receiving;

namespace AgentGrains.Telemetry;

/// <summary>What a receiver of OTLP gets of a run that was resumed after its server was killed.</summary>
public sealed class OtlpTests(OtlpTests.Received received) : IClassFixture<OtlpTests.Received>
{
    // A wake-up that a shard calls needs a wait of a minute; InstrumentTests have it.
    private static readonly string[] Metrics =
    [
        "agentgrains.runs", "agentgrains.run.cost", "agentgrains.run.budget.left", "agentgrains.runs.stuck", "agentgrains.steps", "agentgrains.attempts", "agentgrains.step.duration",
        "agentgrains.step.queue.duration", "agentgrains.journal.append.duration", "agentgrains.sessions.active", "agentgrains.cluster.silos",
        "gen_ai.client.token.usage", "gen_ai.client.operation.duration", "http.server.request.duration", "http.client.request.duration", "dotnet.process.memory.working_set",
    ];

    private IReadOnlyList<ReceivedSpan> Trace => [.. received.Backend.Spans.Where(span => span.Trace == Journey.CallersTrace)];

    [Fact]
    public void Trace_OfAResumedRun_IsComplete() => TraceChecks.IsComplete(Trace, received.End);

    [Fact]
    public void Trace_OfAResumedRun_IsLinked() => TraceChecks.IsLinked(Trace, received.End);

    [Fact]
    public void Spans_HaveTheAttributesOfTheConvention() => TraceChecks.FollowsConvention(Trace);

    [Fact]
    public void Spans_SayWhatWasUsed()
    {
        var chats = Trace.Where(span => span["gen_ai.operation.name"] == "chat").OrderBy(span => span.From).ToList();
        Assert.Equal(["tool_calls", "stop"], chats.Select(span => span["gen_ai.response.finish_reasons"]));
        Assert.All(chats, span => Assert.Equal((Journey.Model, ActivityKind.Client), (span["gen_ai.response.model"], span.Kind)));
        var run = Assert.Single(Trace, span => span["gen_ai.operation.name"] == "invoke_agent");
        Assert.Equal(chats.Sum(span => long.Parse(span["gen_ai.usage.input_tokens"]!, null)), long.Parse(run["gen_ai.usage.input_tokens"]!, null));
        Assert.Equal((received.End.Session, received.End.Run, "completed"), (run["gen_ai.conversation.id"], run["agentgrains.run.id"], run["agentgrains.run.status"]));
    }

    [Fact]
    public void Resource_SaysWhoSent()
    {
        var resources = received.Backend.Spans.Select(span => span.Resource).ToList();
        Assert.All(resources, resource => Assert.Equal("journey", resource["service.name"]));
        Assert.All(resources, resource => Assert.NotEmpty(resource["service.version"]));
        Assert.Equal(2, resources.Select(resource => resource["service.instance.id"]).Distinct().Count());
    }

    [Fact]
    public void Probes_AreNotTraced() =>
        Assert.DoesNotContain(received.Backend.Spans, span => span.Attributes.Values.Any(value => value.Contains("/health", StringComparison.Ordinal)));

    [Fact]
    public void Metrics_AllCame()
    {
        var names = received.Backend.Points.Select(point => point.Metric).Distinct().ToList();
        Assert.Empty(Metrics.Except(names));
        Assert.Contains(names, name => name.StartsWith("orleans-", StringComparison.Ordinal));
    }

    [Fact]
    public void Metrics_NameNoSessionAndNoRun()
    {
        foreach (var point in received.Backend.Points.Where(point => point.Metric.StartsWith(ConventionList.Own, StringComparison.Ordinal) || ConventionList.Metrics.ContainsKey(point.Metric)))
            Assert.DoesNotContain(point.Attributes.Values, value => value.Contains(received.End.Session, StringComparison.Ordinal) || value.StartsWith("run_", StringComparison.Ordinal));
    }

    [Fact]
    public void Metrics_OfModelCalls_HaveTheAttributesOfTheConvention()
    {
        foreach (var (metric, (unit, required, allowed)) in ConventionList.Metrics)
        {
            var points = received.Backend.Points.Where(point => point.Metric == metric).ToList();
            Assert.NotEmpty(points);
            Assert.All(points, point =>
            {
                Assert.Equal(unit, point.Unit);
                Assert.Empty(required.Except(point.Attributes.Keys));
                Assert.Empty(point.Attributes.Keys.Except(required.Concat(allowed)));
            });
        }
    }

    [Fact]
    public void Logs_Came() => Assert.Contains("/v1/logs", received.Backend.Paths);

    [Fact]
    public void Content_IsAbsent() => TraceChecks.HoldsNoContent(received.Backend);

    [Fact]
    public void Secrets_AreAbsent() => TraceChecks.HoldsNoSecret(received.Backend);

    /// <summary>The journey, once for all.</summary>
    public sealed class Received : IAsyncLifetime
    {
        internal OtlpBackend Backend { get; private set; } = null!;

        internal JourneyEnd End { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Backend = await OtlpBackend.StartAsync();
            End = await Journey.GoAsync(Backend);
        }

        public ValueTask DisposeAsync() => Backend.DisposeAsync();
    }
}
