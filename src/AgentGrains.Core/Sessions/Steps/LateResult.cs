using System.Text.Json.Serialization;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>Note: the result of a tool call that must not be executed twice, or its failure, came after its step was given up. It goes to no model.</summary>
public sealed record LateResult : Entry
{
    /// <summary>The step within its run.</summary>
    [JsonPropertyName("s")]
    public required int Step { get; init; }

    /// <summary>The attempt that gave the result.</summary>
    [JsonPropertyName("a")]
    public required int Attempt { get; init; }

    /// <summary>What the tool answered, or why the call failed.</summary>
    [JsonPropertyName("c")]
    public required Content Content { get; init; }

    /// <summary>Whether the tool said that it failed, or the call failed.</summary>
    [JsonPropertyName("err")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsError { get; init; }

    internal override int Form => 3;

    internal override SessionState Apply(SessionState state, EntryPlace place) => state with { GivenUp = state.GivenUp.Remove(new GivenUpStep(Run!.Value, Step, Attempt)) };
}

/// <summary>A step that was given up while it was unknown whether it was executed.</summary>
/// <param name="Run">Its run.</param>
/// <param name="Step">The step within its run.</param>
/// <param name="Attempt">The attempt that was the last.</param>
public readonly record struct GivenUpStep(
    [property: JsonPropertyName("r")] RunKey Run,
    [property: JsonPropertyName("s")] int Step,
    [property: JsonPropertyName("a")] int Attempt);
