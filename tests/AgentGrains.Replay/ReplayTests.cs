using AgentGrains.Replay.Driving;

namespace AgentGrains.Replay;

/// <summary>All recordings through one server on SQLite.</summary>
[Trait("Needs", "minutes")]
public sealed class ReplayTests(ITestOutputHelper output) : ReplaySuite(output)
{
    private protected override int AtOnce => 50;

    private protected override TimeSpan Patience => TimeSpan.FromSeconds(150);

    private protected override StartService Start => OneServer.StartAsync;
}
