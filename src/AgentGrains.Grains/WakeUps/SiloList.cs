using System.Globalization;
using AgentGrains.Runtime.WakeUps;

namespace AgentGrains.Grains.WakeUps;

/// <summary>The silos as Orleans' membership knows them.</summary>
internal sealed class SiloList(ISiloStatusOracle silos) : IHostList
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
}
