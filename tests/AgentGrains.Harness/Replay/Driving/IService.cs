using AgentGrains.Harness.Processes;

namespace AgentGrains.Harness.Replay.Driving;

/// <summary>What recordings are played through: one server, or several behind one address.</summary>
public interface IService : IAsyncDisposable
{
    /// <summary>Where it takes requests.</summary>
    Uri Address { get; }

    /// <summary>Its processes.</summary>
    IReadOnlyList<ServerProcess> Servers { get; }

    /// <summary>The last lines that its processes wrote.</summary>
    string Output { get; }

    /// <summary>Waits until it takes requests.</summary>
    Task WhenReadyAsync(CancellationToken cancellation);
}
