using System.Text.Json.Serialization;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>Command: a step starts.</summary>
public abstract record StepStarted : Entry
{
    private protected StepStarted()
    {
    }

    /// <summary>The step within its run.</summary>
    [JsonPropertyName("s")]
    [JsonPropertyOrder(-1)]
    public required int Step { get; init; }

    /// <summary>The step that it starts.</summary>
    /// <param name="at">When.</param>
    public abstract Step ToStep(DateTimeOffset at);

    internal override bool StartsEffect => ToStep(default) is EffectStep;
}

/// <summary>Command: a step starts that answers a tool call of the model.</summary>
public abstract record ToolStepStarted : StepStarted
{
    private protected ToolStepStarted()
    {
    }

    /// <summary>The position of the message that asked for it; the arguments are there.</summary>
    [JsonPropertyName("m")]
    public required long MessagePosition { get; init; }

    /// <summary>Which call of the message, from 0.</summary>
    [JsonPropertyName("i")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required int CallIndex { get; init; }

    /// <summary>The tool.</summary>
    [JsonPropertyName("n")]
    public required string Name { get; init; }

    /// <summary>The id of the call, unique in the conversation.</summary>
    [JsonPropertyName("id")]
    public required string CallId { get; init; }

    private protected StepCall Call => new(CallIndex, CallId, Name);

    internal override SessionState Apply(SessionState state, EntryPlace place)
    {
        if (state.Active is not { Turn: { } turn })
            return state;
        return state.WithActive(run => run.Start(ToStep(place.At)) with
        {
            Turn = turn with { Calls = turn.Calls.RemoveAll(call => call.Index == CallIndex) },
        });
    }
}
