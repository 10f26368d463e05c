namespace AgentGrains.Simulation.Mutations;

/// <summary>Defect: wake-ups that were lost stay so.</summary>
internal sealed class NoRebuild : Mutation
{
    public override void Rebuild(World world)
    {
    }
}
