using AgentGrains.Harness.Replay;
using AgentGrains.Harness.Replay.Driving;

namespace AgentGrains.Replay;

/// <summary>All recordings through one server on SQLite.</summary>
[Trait("Needs", "minutes")]
public sealed class ReplayTests(ITestOutputHelper output) : ReplaySuite(output)
{
    protected override int AtOnce => 50;

    protected override TimeSpan Patience => TimeSpan.FromSeconds(150);

    protected override StartService Start => OneServer.StartAsync;
}
