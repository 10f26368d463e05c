using System.Diagnostics.CodeAnalysis;
using System.Net;
using AgentGrains.Grains.Sessions;

namespace AgentGrains.Grains.Tests;

/// <summary>Where a session goes whose host stops.</summary>
public sealed class LocalSessionsTests
{
    [Theory]
    [InlineData(new[] { 1, 2, 3, 4 }, new[] { 3, 4 })]
    [InlineData(new[] { 1, 2 }, new[] { 1 })]
    [InlineData(new[] { 2 }, new int[0])]
    public void Session_GoesToHostsThatStartedLater_AndToOthersWhereThereAreNone(int[] hosts, int[] expected)
    {
        var sessions = new LocalSessions(new Hosts(hosts.ToDictionary(HostOf, _ => SiloStatus.Active), HostOf(2)));

        var chosen = Enumerable.Range(0, 100).Select(i => sessions.Elsewhere(GrainId.Create("session", $"demo/{i}"))).OfType<SiloAddress>().Distinct().Order();

        Assert.Equal(expected.Select(HostOf), chosen);
    }

    private static SiloAddress HostOf(int started) => SiloAddress.New(IPAddress.Loopback, 1000 + started, started);

    private sealed class Hosts(Dictionary<SiloAddress, SiloStatus> statuses, SiloAddress own) : ISiloStatusOracle
    {
        public SiloStatus CurrentStatus => SiloStatus.Active;

        public string SiloName => own.ToString();

        public SiloAddress SiloAddress => own;

        public SiloAddress[] GetActiveSilos() => [.. statuses.Keys];

        public SiloStatus GetApproximateSiloStatus(SiloAddress siloAddress) => statuses[siloAddress];

        public Dictionary<SiloAddress, SiloStatus> GetApproximateSiloStatuses(bool onlyActive = false) => statuses;

        public bool TryGetSiloName(SiloAddress siloAddress, [NotNullWhen(true)] out string? siloName) => (siloName = siloAddress.ToString()) is not null;

        public bool IsFunctionalDirectory(SiloAddress siloAddress) => true;

        public bool IsDeadSilo(SiloAddress silo) => false;

        public bool SubscribeToSiloStatusEvents(ISiloStatusListener observer) => true;

        public bool UnSubscribeFromSiloStatusEvents(ISiloStatusListener observer) => true;
    }
}
