using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Programs;

/// <summary>The <c>chat</c> program: call the model, execute the tool calls it asks for, call it again, until it answers without.</summary>
internal sealed class ChatProgram : IProgram
{
    /// <summary>The program; it has no state.</summary>
    public static readonly ChatProgram Instance = new();

    private ChatProgram()
    {
    }

    /// <inheritdoc/>
    public IReadOnlyList<Entry> Next(SessionState state, RunState run, EngineContext context) => run switch
    {
        { Turn: { Calls.IsEmpty: false } turn } => ToolTurns.StartNext(state, run, turn, context),
        { Turn: not null } or { Open.IsEmpty: false } => [],
        { Answered: true } => [new RunCompleted { Run = run.Key, OutputPosition = run.OutputPosition }],
        _ => StepFunnel.Start(state, run, new ModelCallStarted { Run = run.Key, Step = run.NextStep, Model = context.AgentOf(run).Model }, context),
    };
}
