using System.Net;

namespace AgentGrains.Server.Cluster;

/// <summary>How silos that share an Azure Storage account become one cluster. A service on SQLite is one silo by itself and reads none of it.</summary>
public sealed class ClusterSettings
{
    /// <summary>Where the settings are.</summary>
    public const string Section = "AgentGrains:Cluster";

    /// <summary>The service's name: reminders and grain state belong to it, whichever cluster serves them.</summary>
    /// <value>Default <c>agentgrains</c>; 1 to 150 characters, none of <c>/ \ # ?</c>.</value>
    public string ServiceId { get; set; } = "agentgrains";

    /// <summary>The cluster's name: silos of one name find each other.</summary>
    /// <value>Default <c>agentgrains</c>; 1 to 150 characters, none of <c>/ \ # ?</c>.</value>
    public string ClusterId { get; set; } = "agentgrains";

    /// <summary>The port on which silos talk to each other.</summary>
    /// <value>Default 11111; 1 to 65535.</value>
    public int SiloPort { get; set; } = 11111;

    /// <summary>The address at which the other silos reach this one.</summary>
    /// <value>Default none: the address of the host's own name. An IP address.</value>
    public string? AdvertisedAddress { get; set; }

    /// <summary>How often silos ask each other for a sign of life, and how long each waits for one.</summary>
    /// <value>Default 1 s; 100 ms to 1 min.</value>
    public TimeSpan ProbeEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many signs of life in a row have to be missing before a silo votes that another is dead. Two votes decide, or one where there are but two silos.</summary>
    /// <value>Default 3; 1 to 100.</value>
    public int MissedProbes { get; set; } = 3;

    /// <summary>Everything that is wrong with the settings, in sentences; empty where nothing is.</summary>
    internal IEnumerable<string> Mistakes()
    {
        if (!IsName(ServiceId))
            yield return $"{Section}:{nameof(ServiceId)} is '{ServiceId}'; it has to be 1 to 150 characters, none of / \\ # ?.";
        if (!IsName(ClusterId))
            yield return $"{Section}:{nameof(ClusterId)} is '{ClusterId}'; it has to be 1 to 150 characters, none of / \\ # ?.";
        if (SiloPort is < 1 or > IPEndPoint.MaxPort)
            yield return $"{Section}:{nameof(SiloPort)} is {SiloPort}; it has to be 1 to {IPEndPoint.MaxPort}.";
        if (!string.IsNullOrEmpty(AdvertisedAddress) && !IPAddress.TryParse(AdvertisedAddress, out _))
            yield return $"{Section}:{nameof(AdvertisedAddress)} is '{AdvertisedAddress}'; it has to be an IP address.";
        if (ProbeEvery < TimeSpan.FromMilliseconds(100) || ProbeEvery > TimeSpan.FromMinutes(1))
            yield return $"{Section}:{nameof(ProbeEvery)} is {ProbeEvery}; it has to be 100 ms to 1 min.";
        if (MissedProbes is < 1 or > 100)
            yield return $"{Section}:{nameof(MissedProbes)} is {MissedProbes}; it has to be 1 to 100.";
    }

    private static bool IsName(string name) => name.Length is >= 1 and <= 150 && name.AsSpan().IndexOfAny("/\\#?") < 0;
}
