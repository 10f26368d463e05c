namespace AgentGrains.Storage.Azure.Connections;

/// <summary>The tables and the container that belong to no tenant.</summary>
internal static class HostTables
{
    /// <summary>A row for each tenant that has tables, written after them, and one with the version of the stored form.</summary>
    public const string Tenants = "AgentGrainsTenants";

    /// <summary>The wake-ups of all tenants.</summary>
    public const string WakeUps = "AgentGrainsWakeUps";

    /// <summary>An empty container, whose metadata have the version of the stored form: it shows that the service may make containers before a tenant needs one.</summary>
    public const string Container = "agentgrains";

    /// <summary>The version of the stored form that this program writes, the newest it reads.</summary>
    public const int Version = 1;
}
