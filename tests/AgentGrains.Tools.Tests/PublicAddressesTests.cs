using System.Net;

namespace AgentGrains.Tools.Tests;

/// <summary>A URL that a model chose leads to the public internet only.</summary>
public sealed class PublicAddressesTests
{
    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("93.184.216.34")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.1")]
    [InlineData("2606:4700::1111")]
    [InlineData("::ffff:8.8.8.8")]
    public void Address_OfTheInternet_IsIncluded(string address) => Assert.True(PublicAddresses.Include(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("::ffff:0:7f00:1")]
    [InlineData("168.63.129.16")]
    [InlineData("fd00::1")]
    [InlineData("fe80::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("ff02::1")]
    public void Address_OfAnyOtherNetwork_IsNot(string address) => Assert.False(PublicAddresses.Include(IPAddress.Parse(address)));
}
