namespace AgentGrains.Deployment.Settings;

/// <summary>The sections of settings that the deployment may use, and what reads each.</summary>
internal static class SettingsTable
{
    /// <summary>Sections that become options which there are.</summary>
    public static readonly SettingsSection[] Sections =
    [
        new("AgentGrains:Grains", "AgentGrains.Grains.GrainsOptions, AgentGrains.Grains"),
        new("AgentGrains:Storage", "AgentGrains.Storage.Azure.AzureStorageOptions, AgentGrains.Storage.Azure", Besides: "Provider"),
        new("AgentGrains:Cluster", "AgentGrains.Server.Cluster.ClusterSettings, AgentGrains.Server"),
        new("AgentGrains:Lifecycle", "AgentGrains.Server.Lifecycle.LifecycleSettings, AgentGrains.Server"),
        new("AgentGrains:Api", "AgentGrains.Api.Probes.AdmissionOptions, AgentGrains.Api"),
    ];

    /// <summary>The models have names of their own below this, so that no one type describes the section.</summary>
    public const string Models = "AgentGrains:Models";

    /// <summary>The tools read their section themselves.</summary>
    public const string Tools = "AgentGrains:Tools";
}
