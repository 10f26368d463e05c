namespace AgentGrains.Core.Sessions;

/// <summary>The kinds of steps as clients see them.</summary>
internal static class StepKinds
{
    public static string Name(StepKind kind) => kind switch
    {
        StepKind.ModelCall => "model_call",
        StepKind.ToolCall => "tool_call",
        StepKind.ClientTool => "client_tool",
        StepKind.Sleep => "sleep",
        StepKind.Signal => "signal",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of step."),
    };
}
