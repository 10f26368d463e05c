namespace AgentGrains.Runtime.WakeUps;

/// <summary>The hosts of the cluster, as far as this one knows. Safe for concurrent use.</summary>
public interface IHostList
{
    /// <summary>The hosts as they are now.</summary>
    HostSnapshot Now { get; }
}

/// <summary>The hosts at one time.</summary>
/// <param name="Alive">The names of those that serve, as wake-ups hold them.</param>
/// <param name="Version">Equal for two times between which no host came, went or changed its state.</param>
public sealed record HostSnapshot(IReadOnlyCollection<string> Alive, string Version)
{
    /// <summary>Whether no host changed between the two.</summary>
    public bool Equals(HostSnapshot? other) => other?.Version == Version;

    /// <inheritdoc/>
    public override int GetHashCode() => Version.GetHashCode(StringComparison.Ordinal);
}
