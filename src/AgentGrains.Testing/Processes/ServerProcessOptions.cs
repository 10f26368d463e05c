namespace AgentGrains.Testing.Processes;

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

    /// <summary>How long it may take from start to ready, and from SIGTERM to its end.</summary>
    /// <value>Default 60 s.</value>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);
}
