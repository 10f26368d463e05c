namespace AgentGrains.Contracts;

/// <summary>The hosts of the service, as far as this one knows. Safe for concurrent use.</summary>
public interface IServiceHosts
{
    /// <summary>The name of this host. No other has it, and none that is started later in its place.</summary>
    string Own { get; }

    /// <summary>Whether a host still works on what it took in: false once it is declared dead, and for names that are unknown.</summary>
    bool IsAlive(string host);
}
