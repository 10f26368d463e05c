using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Simulation.Mutations;

/// <summary>Defect: a tool's result is reported for another call that is open.</summary>
internal sealed class WrongStep : Mutation
{
    public override SessionInput Report(World world, SessionInput result)
    {
        if (result is not CompleteToolCall done)
            return result;
        var run = world.Ledgers.Values.Select(ledger => ledger.State.Active).FirstOrDefault(active => active?.Key == done.Run);
        var other = run?.Open.FirstOrDefault(step => step is ToolCallStep && step.Number != done.Step);
        return other is null ? result : done with { Step = other.Number };
    }
}
