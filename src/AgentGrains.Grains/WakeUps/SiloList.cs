using System.Globalization;
using AgentGrains.Contracts;
using AgentGrains.Runtime.WakeUps;

namespace AgentGrains.Grains.WakeUps;

/// <summary>The silos as Orleans' membership knows them.</summary>
internal sealed class SiloList(ISiloStatusOracle silos, ILocalSiloDetails own) : IHostList, IServiceHosts
{
    public HostSnapshot Now
    {
        get
        {
            var now = silos.GetApproximateSiloStatuses();
            return new HostSnapshot(
                now.Where(silo => silo.Value is SiloStatus.Active).Select(silo => silo.Key.ToParsableString()).ToHashSet(),
                string.Join(' ', now.OrderBy(silo => silo.Key).Select(silo => string.Create(CultureInfo.InvariantCulture, $"{silo.Key.ToParsableString()}:{silo.Value}"))));
        }
    }

    public string Own { get; } = own.SiloAddress.ToParsableString();

    public bool IsAlive(string host) =>
        host == Own || silos.GetApproximateSiloStatuses().Any(silo => silo.Value is not (SiloStatus.None or SiloStatus.Dead) && silo.Key.ToParsableString() == host);
}
