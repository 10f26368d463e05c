using System.Net;
using System.Net.Sockets;

namespace AgentGrains.Tools.Egress;

/// <summary>Which addresses are of the public internet.</summary>
internal static class PublicAddresses
{
    // All of IPv6 that is assigned to the internet (RFC 4291); the exceptions within it are below.
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    // An IPv4 address that a translator of an IPv6-only network reaches (RFC 6052).
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    // What IANA's registries of special-purpose addresses (RFC 6890) call not globally reachable, multicast, tunnels (Teredo in 2001::/23, 6to4),
    // and the address of Azure's wire server.
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(static network => IPNetwork.Parse(network)),
    ];

    /// <summary>Whether an address is one of the public internet. An IPv6 address that stands for an IPv4 address is public if that one is.</summary>
    public static bool Include(IPAddress address)
    {
        var plain = Plain(address);
        return (plain.AddressFamily == AddressFamily.InterNetwork || GlobalUnicast.Contains(plain)) && !Array.Exists(NotPublic, network => network.Contains(plain));
    }

    private static IPAddress Plain(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        return Translated.Contains(address) ? new IPAddress(address.GetAddressBytes().AsSpan(12)) : address;
    }
}
