using AgentGrains.Harness.Files;
using AgentGrains.Harness.Processes;
using AgentGrains.Telemetry.Receiving;

namespace AgentGrains.Telemetry;

/// <summary>What a receiver gets of a server that carries nothing out: the rules that watch silos and stuck runs go by it.</summary>
public sealed class IdleTests
{
    private const string Silos = "agentgrains.cluster.silos";

    [Fact]
    public async Task Server_WithoutASession_TellsOfSilosAndOfStuckRuns_AndOfNoFewerWhenItHasLeft()
    {
        using var folder = new DataFolder();
        await using var backend = await OtlpBackend.StartAsync();
        await using var server = new ServerProcess(new ServerProcessOptions { DataFolder = folder.Path, Settings = backend.Settings });
        await server.StartAsync();

        await backend.WaitAsync("silos and stuck runs", static got => new[] { Silos, "agentgrains.runs.stuck" }.All(name => got.Points.Any(point => point.Metric == name)));
        Assert.Equal(0, await server.StopAsync());

        Assert.All(backend.Points.Where(point => point.Metric == Silos), point => Assert.Equal(1, point.Value));
    }
}
