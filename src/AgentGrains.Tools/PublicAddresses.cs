using System.Net;
using System.Net.Sockets;

namespace AgentGrains.Tools;

/// <summary>Which addresses a URL that a model chose may lead to.</summary>
internal static class PublicAddresses
{
    // All of IPv6 that is assigned to the internet (RFC 4291); the exceptions within it are below.
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    // What IANA's registries of special-purpose addresses (RFC 6890) call not globally reachable, multicast, and the platform's own address in Azure.
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(static network => IPNetwork.Parse(network)),
    ];

    /// <summary>Whether an address is one of the public internet. One of IPv4 in IPv6 clothes is judged as the former.</summary>
    public static bool Include(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (plain.AddressFamily == AddressFamily.InterNetwork || GlobalUnicast.Contains(plain)) && !Array.Exists(NotPublic, network => network.Contains(plain));
    }
}
