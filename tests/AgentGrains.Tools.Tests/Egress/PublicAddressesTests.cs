using System.Net;
using AgentGrains.Tools.Egress;

namespace AgentGrains.Tools.Tests.Egress;

/// <summary>Without an operator's word, a tool is called at public addresses only.</summary>
public sealed class PublicAddressesTests
{
    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("8.8.8.8")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("93.184.216.34")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("168.63.129.15")]
    [InlineData("169.253.255.255")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.1")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("2001:200::1")]
    [InlineData("2001:4860:4860::8888")]
    [InlineData("2606:4700::1111")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::8.8.8.8")]
    public void Address_OfTheInternet_IsIncluded(string address) => Assert.True(PublicAddresses.Include(IPAddress.Parse(address)));

    [Theory]
    [InlineData("loopback", "127.0.0.1", "127.255.255.254", "::1")]
    [InlineData("private", "10.0.0.0", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.0", "192.168.255.255")]
    [InlineData("link local", "169.254.0.1", "169.254.169.254", "169.254.255.255", "fe80::1", "febf::1")]
    [InlineData("unique local", "fc00::1", "fd00::1", "fd00:ec2::254", "fdff:ffff::1")]
    [InlineData("carrier-grade NAT", "100.64.0.0", "100.100.100.200", "100.127.255.255")]
    [InlineData("unspecified", "0.0.0.0", "0.255.255.255", "::")]
    [InlineData("multicast", "224.0.0.1", "239.255.255.255", "ff02::1", "ff0e::1")]
    [InlineData("reserved and broadcast", "240.0.0.1", "255.255.255.255")]
    [InlineData("protocol assignments", "192.0.0.1", "192.0.0.192", "192.88.99.1")]
    [InlineData("documentation", "192.0.2.1", "198.51.100.1", "203.0.113.255", "2001:db8::1", "3fff::1")]
    [InlineData("benchmarks", "198.18.0.0", "198.19.255.255", "2001:2::1")]
    [InlineData("Azure's wire server", "168.63.129.16", "::ffff:168.63.129.16")]
    [InlineData("IPv4-mapped", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0.0.0.0")]
    [InlineData("IPv4-compatible and translated", "::127.0.0.1", "::10.0.0.1", "::169.254.169.254", "::ffff:0:7f00:1")]
    [InlineData("NAT64", "64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b::168.63.129.16", "64:ff9b:1::7f00:1")]
    [InlineData("6to4", "2002:7f00:1::", "2002:a00:1::1", "2002:a9fe:a9fe::1", "2002:c0a8:101::1")]
    [InlineData("Teredo", "2001::1", "2001:0:7f00:1::1")]
    [InlineData("discard, dummy, site local and unassigned", "100::1", "100:0:0:1::1", "fec0::1", "feff::1", "4000::1", "5f00::1")]
    public void Address_OfAnyOtherNetwork_IsNot(string network, params string[] addresses) =>
        Assert.All(addresses, address => Assert.False(PublicAddresses.Include(IPAddress.Parse(address)), $"{address} ({network})"));
}
