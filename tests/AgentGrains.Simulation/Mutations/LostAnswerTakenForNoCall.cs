using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Simulation.Mutations;

/// <summary>Defect: a worker that lost the answer of a tool says that the tool was never reached.</summary>
internal sealed class LostAnswerTakenForNoCall : Mutation
{
    public override SessionInput Report(World world, SessionInput result) => result is FailAttempt failure ? failure with { MayHaveRun = false } : result;
}
