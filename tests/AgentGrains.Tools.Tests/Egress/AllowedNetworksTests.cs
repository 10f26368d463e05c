using System.Net;
using AgentGrains.Tools.Egress;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AgentGrains.Tools.Tests.Egress;

/// <summary>The operator names the networks that are called although they are not public.</summary>
public sealed class AllowedNetworksTests
{
    private const string Setting = "AgentGrains:Tools:AllowedNetworks";

    [Theory]
    [InlineData("10.0.0.0/8", "10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "::ffff:10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "11.1.2.3", true)]
    [InlineData("10.0.0.0/8", "192.168.0.1", false)]
    [InlineData("10.0.0.0/8", "64:ff9b::10.1.2.3", false)]
    [InlineData("10.0.0.0/8", "2002:a01:203::1", false)]
    [InlineData("10.1.2.3/32", "10.1.2.3", true)]
    [InlineData("10.1.2.3/32", "10.1.2.4", false)]
    [InlineData("127.0.0.0/8, ::1/128", "::1", true)]
    [InlineData("127.0.0.0/8,::1/128,", "127.0.0.2", true)]
    [InlineData("FD00::/8", "fd12::1", true)]
    [InlineData("fd00::/8", "fc00::1", false)]
    [InlineData("0.0.0.0/0", "169.254.169.254", true)]
    [InlineData("0.0.0.0/0", "::1", false)]
    [InlineData("::/0", "::1", true)]
    [InlineData("::/0", "::ffff:10.1.2.3", false)]
    [InlineData("", "127.0.0.1", false)]
    [InlineData(null, "127.0.0.1", false)]
    public void Address_IsCalled_IfItIsPublicOrOfANetworkThatIsListed(string? networks, string address, bool allowed) =>
        Assert.Equal(allowed, Rules((Setting, networks)).Allow(IPAddress.Parse(address)));

    [Fact]
    public void Networks_MayBeAList()
    {
        var rules = Rules(($"{Setting}:0", "10.0.0.0/8"), ($"{Setting}:1", "192.168.7.0/24"));

        Assert.All(["10.9.9.9", "192.168.7.1"], address => Assert.True(rules.Allow(IPAddress.Parse(address))));
        Assert.False(rules.Allow(IPAddress.Parse("192.168.8.1")));
    }

    [Theory]
    [InlineData("10.0.0.0", "the prefix length is missing: for this one address, write 10.0.0.0/32.")]
    [InlineData("::1", "the prefix length is missing: for this one address, write ::1/128.")]
    [InlineData("intranet.example", "it has to be a network, an address and a prefix length such as 10.0.0.0/8 or fd00::/8.")]
    [InlineData("/8", "it has to be a network, an address and a prefix length such as 10.0.0.0/8 or fd00::/8.")]
    [InlineData("fe80::1%1/128", "it has to be a network, an address and a prefix length such as 10.0.0.0/8 or fd00::/8.")]
    [InlineData("10.0.0.0/33", "the prefix length has to be a whole number from 0 to 32.")]
    [InlineData("10.0.0.0/-1", "the prefix length has to be a whole number from 0 to 32.")]
    [InlineData("10.0.0.0/255.0.0.0", "the prefix length has to be a whole number from 0 to 32.")]
    [InlineData("fd00::/129", "the prefix length has to be a whole number from 0 to 128.")]
    [InlineData("10.1.2.3/8", "the network that contains it is 10.0.0.0/8: if it is meant, write that.")]
    [InlineData("10.1.2.3/20", "the network that contains it is 10.1.0.0/20: if it is meant, write that.")]
    [InlineData("010.0.0.0/8", "the network that contains it is 8.0.0.0/8: if it is meant, write that.")]
    [InlineData("10/8", "the network that contains it is 0.0.0.0/8: if it is meant, write that.")]
    [InlineData("fd00::1/8", "the network that contains it is fd00::/8: if it is meant, write that.")]
    [InlineData("::ffff:10.0.0.0/104", "an IPv4 network is written as such: 10.0.0.0/8.")]
    public void Text_ThatIsNoNetwork_IsNamedWithWhatWouldBeRight(string text, string expected) =>
        Assert.Equal([$"{Setting} has '{text}'; {expected}"], Refused((Setting, $"127.0.0.0/8, {text}")));

    [Fact]
    public void Settings_EverythingWrong_IsNamedAtOnce() => Assert.Equal(
        [
            "AgentGrains:Tools:PrivateHosts is not a setting of tools; there is AllowedNetworks.",
            $"{Setting}:0 has 'a'; it has to be a network, an address and a prefix length such as 10.0.0.0/8 or fd00::/8.",
            $"{Setting}:1 has settings below it, which are not read; it is one network, such as 10.0.0.0/8 or fd00::/8.",
        ],
        Refused(("AgentGrains:Tools:PrivateHosts:0", "x"), ($"{Setting}:0", "a"), ($"{Setting}:1:Network", "10.0.0.0/8")).Order(StringComparer.Ordinal).OrderByDescending(error => error.Contains("PrivateHosts", StringComparison.Ordinal)));

    private static EgressRules Rules(params (string Name, string? Value)[] settings)
    {
        using var provider = Calling.Provider(settings.ToDictionary(setting => setting.Name, setting => setting.Value));
        return provider.GetRequiredService<EgressRules>();
    }

    private static IEnumerable<string> Refused(params (string Name, string? Value)[] settings)
    {
        using var provider = Calling.Provider(settings.ToDictionary(setting => setting.Name, setting => setting.Value));
        return Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate).Failures;
    }
}
