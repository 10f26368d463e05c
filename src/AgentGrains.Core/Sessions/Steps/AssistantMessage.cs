using System.Collections.Immutable;
using System.Text.Json.Serialization;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Models;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>A message of the model joins the conversation.</summary>
public sealed record AssistantMessage : Entry
{
    /// <summary>The model call it came from.</summary>
    [JsonPropertyName("s")]
    public required int Step { get; init; }

    /// <summary>Its text; null where it only calls tools.</summary>
    [JsonPropertyName("c")]
    public Content? Content { get; init; }

    /// <summary>The tools it wants called, in the model's order; null where there are none.</summary>
    [JsonPropertyName("calls")]
    public ImmutableArray<AssistantToolCall>? Calls { get; init; }

    /// <summary>How the answer ended; null if it is whole.</summary>
    [JsonPropertyName("fin")]
    public AnswerEnding? Ending { get; init; }

    /// <summary>Members of the message that only its provider understands, as one JSON object; null if there are none.</summary>
    [JsonPropertyName("x")]
    public Content? Extra { get; init; }

    internal override SessionState Apply(SessionState state, EntryPlace place)
    {
        if (state.Active is not { } run)
            return state;
        var calls = Calls ?? [];
        var bytes = (Content?.SizeBytes ?? 0) + (Extra?.SizeBytes ?? 0) + calls.Sum(call => (long)call.Arguments.SizeBytes + (call.Extra?.SizeBytes ?? 0));
        return state with
        {
            ContextBytes = state.ContextBytes + bytes,
            Active = run with
            {
                Answered = calls.IsEmpty && !run.Unseen,
                Output = Content ?? run.Output,
                OutputPosition = Content is null ? run.OutputPosition : place.Position,
                OutputEnding = Content is null ? run.OutputEnding : Ending ?? AnswerEnding.Stop,
                Turn = calls.IsEmpty ? null : new ToolTurn(
                    place.Position, [.. calls.Select((call, i) => new PendingCall(i, call.Ref, call.Name, call.Arguments, call.MustNotRun))], calls.Length, false),
            },
        };
    }
}

/// <summary>A tool call as the model asked for it.</summary>
/// <param name="Id">The model's own id of it.</param>
/// <param name="Name">The tool's name as the model wrote it.</param>
/// <param name="Arguments">The arguments exactly as the model wrote them.</param>
/// <param name="Faulty">Whether the call must not be executed.</param>
public sealed record AssistantToolCall(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("n")] string Name,
    [property: JsonPropertyName("args")] Content Arguments,
    [property: JsonPropertyName("bad"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Faulty = false)
{
    /// <summary>Why it must not be executed; null if it may, or in journals that say no more than <see cref="Faulty"/>.</summary>
    [JsonPropertyName("why")]
    public CallFault? Fault { get; init; }

    /// <summary>An id of the runtime's own, if the model's own id is used elsewhere in the conversation.</summary>
    [JsonPropertyName("uid")]
    public string? UniqueId { get; init; }

    /// <summary>Members of the call that only its provider understands, as one JSON object; null if there are none.</summary>
    [JsonPropertyName("x")]
    public Content? Extra { get; init; }

    /// <summary>The id under which the call is answered, unique in the conversation.</summary>
    [JsonIgnore]
    public string Ref => UniqueId ?? Id;

    /// <summary>Why it must not be executed; null if it may.</summary>
    [JsonIgnore]
    public CallFault? MustNotRun => Fault ?? (Faulty ? CallFault.Malformed : null);
}
