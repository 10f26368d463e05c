using AgentGrains.Core.Journals;
using AgentGrains.Core.Models;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Api.Tests.Hosting;

/// <summary>What a model or a tool answers.</summary>
internal static class ScriptedAnswers
{
    private static readonly ModelUsage Usage = new(100, 20, 10, 1500);

    public static SessionInput Text(Effect effect, string text) => effect is Effect.CallModel
        ? new CompleteModelCall(effect.Run, effect.Step, effect.Attempt, Content.Inline(text), [], Usage, "stop")
        : new CompleteToolCall(effect.Run, effect.Step, effect.Attempt, Content.Inline(text), false);

    public static SessionInput Call(Effect effect, string tool, string arguments) => new CompleteModelCall(
        effect.Run, effect.Step, effect.Attempt, null, [new AssistantToolCall($"call_{effect.Step}", tool, Content.Inline(arguments))], Usage, "tool_calls");

    /// <summary>Calls a tool with the first step and answers with the second model call.</summary>
    public static Func<Effect, SessionInput?> ToolThenText(string tool, string text) =>
        effect => effect is Effect.CallModel { Step: 1 } ? Call(effect, tool, """{"a":1}""") : Text(effect, effect is Effect.CallTool ? "42" : text);
}
