using AgentGrains.Core.Journals;

namespace AgentGrains.Simulation.Mutations;

/// <summary>Defect: a stream passes over an entry now and then.</summary>
internal sealed class SkippedEvents : Mutation
{
    public override IEnumerable<PlacedEntry> Stream(World world, JournalCursor cursor, IReadOnlyList<PlacedEntry> offered) =>
        cursor.Take(offered).Where(_ => world.Random.Next(50) != 0);
}
