using System.Globalization;
using AgentGrains.Harness.Files;
using AgentGrains.Harness.Processes;

namespace AgentGrains.Server.Tests.Driving;

/// <summary>Servers on Azure Storage: one silo each, in a cluster of its own.</summary>
internal static class AzureServer
{
    /// <summary>A server that is not started yet, and that gives a call up soon.</summary>
    public static ServerProcess On(DataFolder folder, string connectionString, params (string Name, string Value)[] settings) => new(OptionsOn(folder, connectionString, settings));

    /// <summary>How it is started.</summary>
    public static ServerProcessOptions OptionsOn(DataFolder folder, string connectionString, params (string Name, string Value)[] settings) => new()
    {
        DataFolder = folder.Path,
        Settings = new Dictionary<string, string>(settings.Select(setting => KeyValuePair.Create($"AgentGrains__{setting.Name}", setting.Value)))
        {
            ["AgentGrains__Storage__Provider"] = "Azure",
            ["AgentGrains__Storage__ConnectionString"] = connectionString,
            ["AgentGrains__Storage__MaxRetries"] = "1",
            ["AgentGrains__Storage__RetryDelay"] = "00:00:00.01",
            ["AgentGrains__Cluster__SiloPort"] = LoopbackPort.Find().ToString(CultureInfo.InvariantCulture),
            ["AgentGrains__Cluster__AdvertisedAddress"] = "127.0.0.1",
            ["AgentGrains__Lifecycle__LeaveDelay"] = "00:00:00",
        },
    };
}
