using System.Net;

namespace AgentGrains.Tools.Egress;

/// <summary>Which addresses tools may call: those of the public internet, and of the networks that the operator allows.</summary>
internal sealed class EgressRules(IReadOnlyList<IPNetwork> allowedNetworks)
{
    /// <summary>Whether a tool may call an address.</summary>
    public bool Allow(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return allowedNetworks.Any(network => network.Contains(plain)) || PublicAddresses.Include(plain);
    }
}
