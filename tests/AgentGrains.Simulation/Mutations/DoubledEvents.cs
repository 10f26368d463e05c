using AgentGrains.Core.Journals;

namespace AgentGrains.Simulation.Mutations;

/// <summary>Defect: a stream hands on all that reaches it, also what it handed on before.</summary>
internal sealed class DoubledEvents : Mutation
{
    public override IEnumerable<PlacedEntry> Stream(World world, JournalCursor cursor, IReadOnlyList<PlacedEntry> offered)
    {
        _ = cursor.Take(offered).Count();
        return offered;
    }
}
