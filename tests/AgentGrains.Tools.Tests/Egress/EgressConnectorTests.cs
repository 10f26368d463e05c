using System.Net.Sockets;
using AgentGrains.Tools.Egress;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Tools.Tests.Egress;

/// <summary>A name is resolved once, and only an address that was checked is connected to.</summary>
public sealed class EgressConnectorTests
{
    [Fact]
    public async Task Connect_PublicName_ConnectsToItsFirstAddress_AndResolvesOnce()
    {
        var network = new FakeNetwork().With("tool.example", ["8.8.8.8", "8.8.4.4"]);

        await ConnectAsync(network.Connector(), "tool.example");

        Assert.Equal(["8.8.8.8:443"], network.Connected);
        Assert.Equal(["tool.example"], network.Resolved);
        Assert.Empty(network.Log.Events);
    }

    [Theory]
    [InlineData("10.0.0.1", "8.8.8.8")]
    [InlineData("8.8.8.8", "10.0.0.1")]
    [InlineData("::1", "169.254.169.254", "8.8.8.8", "::ffff:10.0.0.1")]
    public async Task Connect_NameWithPublicAndOtherAddresses_ConnectsToThePublicOneOnly(params string[] addresses)
    {
        var network = new FakeNetwork().With("both.example", addresses).WithDown("8.8.8.8");

        var failure = await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(network.Connector(), "both.example"));

        Assert.Equal(SocketError.ConnectionRefused, failure.SocketErrorCode);
        Assert.Equal(["8.8.8.8:443"], network.Connected);
    }

    [Fact]
    public async Task Connect_NameThatIsResolvedDifferentlyLater_ConnectsToTheAddressThatWasChecked()
    {
        var network = new FakeNetwork().With("rebound.example", ["8.8.8.8"], ["127.0.0.1"]);
        var connector = network.Connector();

        await ConnectAsync(connector, "rebound.example");
        Assert.Equal(["8.8.8.8:443"], network.Connected);

        await Assert.ThrowsAsync<AddressRefusedException>(() => ConnectAsync(connector, "rebound.example"));
        Assert.Equal(["8.8.8.8:443"], network.Connected);
        Assert.Equal(2, network.Resolved.Count);
    }

    [Fact]
    public async Task Connect_FirstAddressIsDown_ConnectsToTheNext()
    {
        var network = new FakeNetwork().With("tool.example", ["8.8.8.8", "127.0.0.1", "2606:4700::1111"]).WithDown("8.8.8.8");

        await ConnectAsync(network.Connector(), "tool.example");

        Assert.Equal(["8.8.8.8:443", "[2606:4700::1111]:443"], network.Connected);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f000001")]
    [InlineData("0x7f.1")]
    [InlineData("017700000001")]
    [InlineData("0177.0.0.1")]
    [InlineData("0")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("[::1]")]
    [InlineData("::ffff:7f00:1")]
    [InlineData("fe80::1%1")]
    [InlineData("2852039166")]
    [InlineData("localhost")]
    [InlineData("localhost.")]
    [InlineData("LOCALHOST")]
    [InlineData("127.0.0.1.")]
    public async Task Connect_AnyFormOfAnAddressThatIsNotPublic_IsRefused(string host)
    {
        var network = new FakeNetwork();
        foreach (var name in new[] { "localhost", "localhost.", "LOCALHOST", "127.0.0.1." })
            network.With(name, ["127.0.0.1", "::1"]);

        await Assert.ThrowsAsync<AddressRefusedException>(() => ConnectAsync(network.Connector("10.0.0.0/8"), host));

        Assert.Empty(network.Connected);
    }

    [Fact]
    public async Task Connect_NameOfAnAllowedNetwork_IsConnectedTo()
    {
        var network = new FakeNetwork().With("tool.internal", ["192.168.0.1", "10.0.0.1"]);

        await ConnectAsync(network.Connector("10.0.0.0/8"), "tool.internal");

        Assert.Equal(["10.0.0.1:443"], network.Connected);
    }

    [Fact]
    public async Task Connect_Refused_LogsHostAndAddresses_AndTheErrorNamesNone()
    {
        var network = new FakeNetwork().With("tool.internal", ["10.0.0.1", "fd00::1"]);

        var failure = await Assert.ThrowsAsync<AddressRefusedException>(() => ConnectAsync(network.Connector(), "tool.internal"));

        Assert.Equal("The tool's address is not allowed. The operator can allow its network.", failure.Message);
        var (id, level, text) = Assert.Single(network.Log.Events);
        Assert.Equal((401, LogLevel.Warning), (id, level));
        Assert.Contains("tool.internal", text, StringComparison.Ordinal);
        Assert.Contains("10.0.0.1, fd00::1", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_NameWithoutAddress_IsNotFound()
    {
        var network = new FakeNetwork().With("empty.example", [[]]);

        foreach (var name in new[] { "empty.example", "unknown.example" })
            Assert.Equal(SocketError.HostNotFound, (await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(network.Connector(), name))).SocketErrorCode);
        Assert.Empty(network.Log.Events);
    }

    private static async Task ConnectAsync(EgressConnector connector, string host)
    {
        await using var stream = await connector.ConnectAsync(host, 443, TestContext.Current.CancellationToken);
    }
}
