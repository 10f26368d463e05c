using AgentGrains.Telemetry.Driving;
using AgentGrains.Telemetry.Receiving;

namespace AgentGrains.Telemetry;

/// <summary>What a receiver gets of a run that one silo began and another one ended, because the first was killed.</summary>
public sealed class ClusterTests
{
    [Fact]
    public async Task Trace_OfARunThatMovedToAnotherSilo_IsOne_CompleteAndLinked()
    {
        await using var backend = await OtlpBackend.StartAsync();
        var end = await Journey.GoThroughSilosAsync(backend);
        var trace = backend.Spans.Where(span => span.Trace == Journey.CallersTrace).ToList();

        TraceChecks.IsComplete(trace, end);
        TraceChecks.IsLinked(trace, end);
        TraceChecks.HoldsNoContent(backend);
        TraceChecks.HoldsNoSecret(backend);
        var chats = trace.Where(span => span["gen_ai.operation.name"] == "chat").Select(span => span.Resource["service.instance.id"]).ToList();
        Assert.Equal(2, chats.Distinct().Count());
    }
}
