using AgentGrains.Telemetry.Driving;
using AgentGrains.Telemetry.Receiving;

namespace AgentGrains.Telemetry;

/// <summary>What Application Insights gets of the same run.</summary>
public sealed class AzureMonitorTests
{
    [Fact]
    public async Task Trace_OfAResumedRun_IsTheSame_AndHoldsNeitherContentNorSecrets()
    {
        await using var backend = await AzureMonitorBackend.StartAsync();

        var end = await Journey.GoAsync(backend);

        var trace = backend.Spans.Where(span => span.Trace == Journey.CallersTrace).ToList();
        TraceChecks.IsComplete(trace, end);
        TraceChecks.IsLinked(trace, end);
        // The exporter puts attributes of its own beside them.
        TraceChecks.FollowsConvention(trace, "_MS.", "microsoft.");
        TraceChecks.HoldsNoContent(backend);
        TraceChecks.HoldsNoSecret(backend);
        // Those that alerts ask for are among them.
        Assert.All(
            (string[])["agentgrains.runs", "agentgrains.steps", "gen_ai.client.token.usage", "agentgrains.run.cost", "agentgrains.runs.stuck", "agentgrains.cluster.silos"],
            name => Assert.Contains(backend.Points, point => point.Metric == name));
    }
}
