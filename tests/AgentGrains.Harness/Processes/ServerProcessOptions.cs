using AgentGrains.Harness.Clusters;

namespace AgentGrains.Harness.Processes;

/// <summary>How a <see cref="ServerProcess"/> is started, each time in the same way.</summary>
public sealed record ServerProcessOptions
{
    /// <summary>The folder of its stores. What was acknowledged there survives every kill.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The key of tenant <c>demo</c>; null where the server is to make one up.</summary>
    /// <value>Default <c>test-key</c>.</value>
    public string? ApiKey { get; init; } = "test-key";

    /// <summary>Settings as environment variables, such as <c>AgentGrains__Models__default__Endpoint</c>.</summary>
    /// <value>Default none. Those of the test's own environment are not handed on.</value>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>What it is called with, such as the name of a command.</summary>
    /// <value>Default none: the service runs.</value>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>How long it may take from start to ready, and from SIGTERM to its end.</summary>
    /// <value>Default 60 s.</value>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether it is started again whenever it ends by itself, as a container platform does.</summary>
    /// <value>Default false.</value>
    public bool RestartWhenEnded { get; init; }

    /// <summary>How far its wall clock is ahead of the machine's. Its time-outs and delays stay as long as they are.</summary>
    /// <value>Default 0; negative for a clock that is behind. Anything else needs libfaketime.</value>
    public TimeSpan ClockOffset { get; init; }

    /// <summary>The network it lives in; null for the machine's own.</summary>
    public NetworkNamespace? Network { get; init; }
}
