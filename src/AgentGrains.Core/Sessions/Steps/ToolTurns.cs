using System.Text.Json;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>Starts the tool calls of a message of the model, each as a step of its kind. What cannot be executed is answered with an error that the model sees.</summary>
internal static class ToolTurns
{
    /// <summary>How many characters of malformed arguments the model is shown.</summary>
    private const int MaxRepeated = 4000;

    /// <summary>The entries that start the turn's next call.</summary>
    public static IEnumerable<Entry> StartNext(RunState run, ToolTurn turn, EngineContext context)
    {
        var call = turn.Calls[0];
        var step = run.Usage.Steps + 1;
        var maxSteps = run.Limits.MaxSteps ?? RunLimits.DefaultMaxSteps;
        if (step > maxSteps)
            return ChatProgram.Fail(run, new RunError(ErrorCodes.StepLimit.Value, $"The run took {run.Usage.Steps} steps, its limit (max_steps)."));

        var agent = context.AgentOf(run);
        if (call.Fault is CallFault.CutOffByLength or CallFault.CutOffByFilter)
            return Refuse(run, turn, call, step, Explain(call));
        var tool = agent.FindTool(call.Name);
        if (tool is null)
            return Refuse(run, turn, call, step, $"There is no tool '{call.Name}'. {Available(agent)}");
        if (call.Fault is not null)
            return Refuse(run, turn, call, step, Explain(call));
        if (call.Index >= context.Options.MaxParallelTools)
            return Refuse(run, turn, call, step, $"One message may call at most {context.Options.MaxParallelTools} tools. Call '{call.Name}' again in another.");

        return (tool.Type, tool.Name) switch
        {
            ("client", _) => [new ClientToolStarted
            {
                Run = run.Key, Step = step, MessagePosition = turn.Position, CallIndex = call.Index, Name = call.Name, CallId = call.Id,
                WaitUntil = tool.TimeoutMs is { } timeout ? context.Now.AddMilliseconds(timeout) : null,
            }],
            ("builtin", BuiltinTools.Sleep) => StartSleep(run, turn, call, step, context),
            ("builtin", BuiltinTools.WaitForSignal) => StartSignalWait(run, turn, call, step, context),
            _ => [Started(run, turn, call, step)],
        };
    }

    private static IEnumerable<Entry> StartSleep(RunState run, ToolTurn turn, PendingCall call, int step, EngineContext context)
    {
        return Read(call) is { } arguments && TryMilliseconds(arguments, "duration_ms", 0, context, out var duration)
            ? [new SleepStarted
            {
                Run = run.Key, Step = step, MessagePosition = turn.Position, CallIndex = call.Index, Name = call.Name, CallId = call.Id, WakeAt = context.Now.AddMilliseconds(duration),
            }]
            : Refuse(run, turn, call, step, $"'{call.Name}' takes duration_ms, a whole number of milliseconds from 0 to {(long)context.Options.MaxWait.TotalMilliseconds}.");
    }

    private static IEnumerable<Entry> StartSignalWait(RunState run, ToolTurn turn, PendingCall call, int step, EngineContext context)
    {
        var timeout = 0L;
        var timed = false;
        if (Read(call) is not { } arguments || !arguments.TryGetValue("name", out var name) || name.ValueKind != JsonValueKind.String || name.GetString() is not { Length: > 0 and <= 128 } signal
            || ((timed = arguments.ContainsKey("timeout_ms")) && !TryMilliseconds(arguments, "timeout_ms", 1, context, out timeout)))
        {
            return Refuse(run, turn, call, step, $"'{call.Name}' takes name, a text of 1 to 128 characters, and timeout_ms, a whole number of milliseconds from 1 to {(long)context.Options.MaxWait.TotalMilliseconds}.");
        }
        return [new SignalWaitStarted
        {
            Run = run.Key, Step = step, MessagePosition = turn.Position, CallIndex = call.Index, Name = call.Name, CallId = call.Id,
            Signal = signal, WaitUntil = timed ? context.Now.AddMilliseconds(timeout) : null,
        }];
    }

    private static IEnumerable<Entry> Refuse(RunState run, ToolTurn turn, PendingCall call, int step, string why) =>
    [
        Started(run, turn, call, step),
        new ToolCallCompleted { Run = run.Key, Step = step, Attempt = 1, CallIndex = call.Index, Content = Content.Inline(why), IsError = true },
    ];

    private static ToolCallStarted Started(RunState run, ToolTurn turn, PendingCall call, int step) => new()
    {
        Run = run.Key, Step = step, MessagePosition = turn.Position, CallIndex = call.Index, Name = call.Name, CallId = call.Id,
    };

    /// <summary>What the model reads instead of a result. The prompt does not repeat malformed arguments, so they are here.</summary>
    private static string Explain(PendingCall call) => call.Fault switch
    {
        CallFault.CutOffByLength => $"'{call.Name}' was not called: the message was cut off by the output limit; call again.",
        CallFault.CutOffByFilter => $"'{call.Name}' was not called: the message was cut off by the content filter; call again.",
        CallFault.NoArguments => $"'{call.Name}' was not called: it has required arguments, and the call has none. Call it again with arguments.",
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

    /// <summary>The arguments by name; null if the text is not one JSON object: deciding must not fail over what a model writes.</summary>
    private static Dictionary<string, JsonElement>? Read(PendingCall call)
    {
        if (call.Arguments.Text is not { } text)
            return null;
        try
        {
            using var document = JsonDocument.Parse(text);
            var arguments = new Dictionary<string, JsonElement>();
            foreach (var argument in document.RootElement.EnumerateObject())
            {
                // Half a surrogate pair is valid JSON and no text: reading it throws.
                if (argument.Value.ValueKind == JsonValueKind.String)
                    _ = argument.Value.GetString();
                arguments[argument.Name] = argument.Value.Clone();
            }
            return arguments;
        }
        catch (Exception nonsense) when (nonsense is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static bool TryMilliseconds(Dictionary<string, JsonElement> arguments, string name, long atLeast, EngineContext context, out long value)
    {
        value = 0;
        return arguments.TryGetValue(name, out var property) && property.ValueKind == JsonValueKind.Number && property.TryGetInt64(out value)
            && value >= atLeast && value <= context.Options.MaxWait.TotalMilliseconds;
    }
}
