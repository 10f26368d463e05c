using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AgentGrains.Tools.Egress;

/// <summary>Reads a network that an operator allows: an address, a slash and a prefix length.</summary>
internal static class AllowedNetwork
{
    public const string Examples = "10.0.0.0/8 or fd00::/8";

    /// <summary>Reads a network. A text that could be read in two ways is refused.</summary>
    /// <param name="text">The text, without space around it.</param>
    /// <param name="network">The network.</param>
    /// <param name="error">What is wrong and what would be right, as the rest of a sentence; null if nothing is.</param>
    public static bool TryParse(string text, out IPNetwork network, out string? error)
    {
        network = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!IPAddress.TryParse(slash < 0 ? text : text[..slash], out var address) || address is { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: not 0 })
        {
            error = $"it has to be a network, an address and a prefix length such as {Examples}.";
            return false;
        }
        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        if (slash < 0)
        {
            error = $"the prefix length is missing: for this one address, write {address}/{bits}.";
            return false;
        }
        if (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > bits)
        {
            error = $"the prefix length has to be a whole number from 0 to {bits}.";
            return false;
        }
        if (address.IsIPv4MappedToIPv6)
        {
            error = $"an IPv4 network is written as such: {(length < 96 ? Examples : $"{Start(address.MapToIPv4(), length - 96)}/{length - 96}")}.";
            return false;
        }
        var start = Start(address, length);
        // 010.0.0.0 is 8.0.0.0, and 10.1 is 10.0.0.1: an IPv4 address has exactly one form here.
        var isExact = start.Equals(address) && (bits == 128 || text.AsSpan(0, slash).SequenceEqual(start.ToString()));
        error = isExact ? null : $"the network that contains it is {start}/{length}: if it is meant, write that.";
        if (isExact)
            network = new IPNetwork(start, length);
        return isExact;
    }

    /// <summary>The first address of the network that contains an address.</summary>
    private static IPAddress Start(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] &= (byte)(0xFF << Math.Clamp(8 - (length - (i * 8)), 0, 8));
        return new IPAddress(bytes);
    }
}
