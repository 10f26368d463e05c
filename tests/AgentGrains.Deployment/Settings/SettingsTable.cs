using System.Globalization;

namespace AgentGrains.Deployment.Settings;

/// <summary>The sections of settings that the deployment may use, and what reads each.</summary>
internal static class SettingsTable
{
    /// <summary>Sections that become options which there are.</summary>
    public static readonly SettingsSection[] Sections =
    [
        new("AgentGrains:Grains", "AgentGrains.Grains.Hosting.GrainsOptions, AgentGrains.Grains"),
        new("AgentGrains:Storage", "AgentGrains.Storage.Azure.AzureStorageOptions, AgentGrains.Storage.Azure", Besides: "Provider"),
    ];

    /// <summary>The models have names of their own below this, so that no one type describes the section.</summary>
    public const string Models = "AgentGrains:Models";

    /// <summary>
    /// Sections whose options come with the cluster. Until they are there, their settings are compared with what was agreed on; a test says
    /// when a type has come, and its line then moves up to <see cref="Sections"/>.
    /// </summary>
    public static readonly (SettingsSection Section, Dictionary<string, Func<string, bool>> Agreed)[] Awaited =
    [
        (new("AgentGrains:Cluster", "AgentGrains.Server.Cluster.ClusterSettings, AgentGrains.Server"), new()
        {
            ["ServiceId"] = IsName,
            ["ClusterId"] = IsName,
            ["SiloPort"] = value => ushort.TryParse(value, CultureInfo.InvariantCulture, out var port) && port > 0,
        }),
        (new("AgentGrains:Lifecycle", "AgentGrains.Server.Lifecycle.LifecycleSettings, AgentGrains.Server"), new()
        {
            ["LeaveDelay"] = value => TimeSpan.TryParseExact(value, "c", CultureInfo.InvariantCulture, out var delay) && delay >= TimeSpan.Zero,
        }),
    ];

    private static bool IsName(string value) => value.Length is >= 1 and <= 150 && !value.AsSpan().ContainsAny("/\\#?");
}
