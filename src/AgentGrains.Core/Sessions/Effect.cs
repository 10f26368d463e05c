using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Sessions;

/// <summary>What the decider asks the world to do. A closed hierarchy; each is executed at least once, unless its class forbids it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Step">The step within its run.</param>
/// <param name="Attempt">The attempt.</param>
public abstract record Effect(RunKey Run, int Step, int Attempt)
{
    /// <summary>The kind of its step.</summary>
    public abstract string Kind { get; }

    /// <summary>What it calls: the configured model, or the tool.</summary>
    public abstract string Name { get; }

    /// <summary>Whether its executor needs something of the conversation: the prompt, or the arguments of the call.</summary>
    public virtual bool ReadsConversation => false;

    /// <summary>Ask the model for the next message.</summary>
    /// <param name="Run">The run.</param>
    /// <param name="Step">The step within its run.</param>
    /// <param name="Attempt">The attempt.</param>
    /// <param name="Model">The configured model.</param>
    /// <param name="Correction">What was wrong with the last answer; null if the model need not correct anything.</param>
    public sealed record CallModel(RunKey Run, int Step, int Attempt, string Model, string? Correction = null) : Effect(Run, Step, Attempt)
    {
        /// <inheritdoc/>
        public override string Kind => ModelCallStep.KindName;

        /// <inheritdoc/>
        public override string Name => Model;

        /// <inheritdoc/>
        public override bool ReadsConversation => true;
    }

    /// <summary>Call a tool.</summary>
    /// <param name="Run">The run.</param>
    /// <param name="Step">The step within its run.</param>
    /// <param name="Attempt">The attempt.</param>
    /// <param name="Tool">The tool's name.</param>
    /// <param name="CallIndex">Which call of the model's last message.</param>
    public sealed record CallTool(RunKey Run, int Step, int Attempt, string Tool, int CallIndex) : Effect(Run, Step, Attempt)
    {
        /// <inheritdoc/>
        public override string Kind => ToolCallStep.KindName;

        /// <inheritdoc/>
        public override string Name => Tool;

        /// <inheritdoc/>
        public override bool ReadsConversation => true;
    }
}
