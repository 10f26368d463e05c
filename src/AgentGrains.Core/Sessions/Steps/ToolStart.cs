using AgentGrains.Core.Agents;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>How a tool call of the model starts: with a command, or with an error that the model sees instead of a result.</summary>
/// <param name="Command">The command; null if the call is refused.</param>
/// <param name="Refusal">Why it is refused; null if it is not.</param>
internal readonly record struct ToolStart(ToolStepStarted? Command, string? Refusal)
{
    public static ToolStart With(ToolStepStarted command) => new(command, null);

    public static ToolStart Refuse(string why) => new(null, why);
}

/// <summary>A tool call of the model that is about to start.</summary>
/// <param name="Run">The run.</param>
/// <param name="Turn">The turn the call is of.</param>
/// <param name="Call">The call.</param>
/// <param name="Tool">The tool's definition.</param>
/// <param name="Context">What deciding needs besides.</param>
internal readonly record struct ToolCallContext(RunState Run, ToolTurn Turn, PendingCall Call, ToolDefinition Tool, EngineContext Context)
{
    /// <summary>The longest time that a call may ask to wait, in milliseconds.</summary>
    public long MaxWaitMs => (long)Context.Options.MaxWait.TotalMilliseconds;

    /// <summary>The command of a call that an effect worker executes.</summary>
    public ToolCallStarted ToToolCall() => ToToolCall(Run, Turn, Call);

    /// <summary>The same for a call whose tool may not exist.</summary>
    public static ToolCallStarted ToToolCall(RunState run, ToolTurn turn, PendingCall call) => new()
    {
        Run = run.Key, Step = run.NextStep, MessagePosition = turn.Position, CallIndex = call.Index, Name = call.Name, CallId = call.Id,
    };
}
