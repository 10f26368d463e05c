using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Simulation.Mutations;

/// <summary>Defect: a session takes results of runs that have ended for nothing.</summary>
internal sealed class DroppedLateResults : Mutation
{
    public override SessionInput Input(World world, SessionKey session, SessionInput input) =>
        input is CompleteToolCall done && world.Ledgers[session].State.Active?.Key != done.Run ? new LookAfter(Fence: false) : input;
}
