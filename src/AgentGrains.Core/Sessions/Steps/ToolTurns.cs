using AgentGrains.Core.Agents;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>Starts the tool calls of a message of the model, each as a step of its kind. What cannot be executed is answered with an error that the model sees.</summary>
internal static class ToolTurns
{
    /// <summary>How many characters of malformed arguments, or of the names of required ones, the model is shown.</summary>
    private const int MaxRepeated = 4000;

    /// <summary>The entries that start the turn's next call.</summary>
    public static IReadOnlyList<Entry> StartNext(SessionState state, RunState run, ToolTurn turn, EngineContext context)
    {
        var call = turn.Calls[0];
        var start = Start(run, turn, call, context);
        if (start.Command is { } command)
            return StepFunnel.Start(state, run, command, context);
        var refused = ToolCallContext.ToToolCall(run, turn, call);
        return StepFunnel.Start(state, run, refused, context, new ToolCallCompleted
        {
            Run = run.Key, Step = refused.Step, Attempt = 1, CallIndex = call.Index, Content = Content.Inline(start.Refusal!), IsError = true,
        });
    }

    private static ToolStart Start(RunState run, ToolTurn turn, PendingCall call, EngineContext context)
    {
        var agent = context.AgentOf(run);
        if (call.Fault is CallFault.CutOffByLength or CallFault.CutOffByFilter)
            return ToolStart.Refuse(Explain(call, null));
        var tool = agent.FindTool(call.Name);
        if (tool is null)
            return ToolStart.Refuse($"There is no tool '{call.Name}'. {Available(agent)}");
        if (call.Fault is not null)
            return ToolStart.Refuse(Explain(call, tool));
        if (call.Index >= context.Options.MaxParallelTools)
            return ToolStart.Refuse($"One message may call at most {context.Options.MaxParallelTools} tools. Call '{call.Name}' again in another.");
        var starting = new ToolCallContext(run, turn, call, tool, context);
        return tool switch
        {
            ClientToolDefinition => ToolStart.With(ClientToolStarted.Of(starting)),
            BuiltinToolDefinition { Tool: { } builtin } => builtin.Start(starting),
            _ => ToolStart.With(starting.ToToolCall()),
        };
    }

    /// <summary>What the model reads instead of a result. The prompt does not repeat malformed arguments, so they are here.</summary>
    private static string Explain(PendingCall call, ToolDefinition? tool) => call.Fault switch
    {
        CallFault.CutOffByLength => $"'{call.Name}' was not called: the message was cut off by the output limit; call again.",
        CallFault.CutOffByFilter => $"'{call.Name}' was not called: the message was cut off by the content filter; call again.",
        CallFault.MissingArguments => ToolSchemas.RequiredOf(tool?.Parameters) is { Count: > 0 } required
            ? $"'{call.Name}' was not called: the call lacks required arguments. Call it again with all of them: {TextCut.To(string.Join(", ", required), MaxRepeated)}."
            : $"'{call.Name}' was not called: it has required arguments, and the call has none. Call it again with arguments.",
        _ => $"The arguments of '{call.Name}' are not a JSON object. Call it again with arguments that are. {Repeat(call.Arguments)}",
    };

    private static string Repeat(Content arguments) => arguments.Text switch
    {
        null => $"They had {arguments.SizeBytes} bytes.",
        { Length: > MaxRepeated } text => $"They started with: {TextCut.To(text, MaxRepeated)}",
        var text => $"They were: {text}",
    };

    private static string Available(AgentDefinition agent) =>
        agent.Tools.Count == 0 ? "There are no tools." : $"There are: {string.Join(", ", agent.Tools.Select(tool => tool.Name))}.";
}
