using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Simulation.Mutations;

/// <summary>Defect: how often a call was started shows in the model's prompt.</summary>
internal sealed class AnswersNameTheirAttempt : Mutation
{
    public override SessionInput Report(World world, SessionInput result) =>
        result is CompleteToolCall done ? done with { Content = Content.Inline($"{done.Content.Text} at attempt {done.Attempt}") } : result;
}
