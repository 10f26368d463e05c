using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;

namespace AgentGrains.Simulation.Mutations;

/// <summary>Defect: the ids of pauses and resumptions get lost on the way.</summary>
internal sealed class LostInputIds : Mutation
{
    public override SessionInput Input(World world, SessionKey session, SessionInput input) => input switch
    {
        PauseRun pause => pause with { Id = null },
        ResumeRun resume => resume with { Id = null },
        _ => input,
    };
}
