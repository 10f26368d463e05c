using System.Collections.Immutable;
using System.Text.Json.Serialization;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Lifecycle;

/// <summary>A message for the active run, which the model sees at its next call. The same id comes again without effect.</summary>
/// <param name="Run">The run.</param>
/// <param name="Id">The message's own id.</param>
/// <param name="Content">Its text.</param>
public sealed record SendMessage(RunKey Run, string Id, Content Content) : SessionInput
{
    /// <summary>For a message with images or files: its parts, in order; null for one of text only.</summary>
    public ImmutableArray<MessagePart>? Parts { get; init; }

    internal override TakenInput? Identity => TakenInput.Message(Run, Id);

    internal override Acceptance Accept(SessionState state, EngineContext context)
    {
        if (Refuse(state, Run) is { } refusal)
            return Acceptance.Reject(refusal);
        return state.Active!.CancelRequestedAt is not null
            ? Acceptance.Reject(ErrorCodes.WrongRunState, "The run is being cancelled and takes no more messages.")
            : Acceptance.Of(new MessageReceived { Run = Run, Id = Id, Content = Content, Parts = Parts });
    }
}

/// <summary>A message of the user came while the run was active.</summary>
public sealed record MessageReceived : Entry
{
    /// <summary>The message's own id.</summary>
    [JsonPropertyName("id")]
    public string? Id { get; init; }

    /// <summary>Its text.</summary>
    [JsonPropertyName("c")]
    public required Content Content { get; init; }

    /// <summary>For a message with images or files: its parts, in order; null for one of text only.</summary>
    [JsonPropertyName("p")]
    public ImmutableArray<MessagePart>? Parts { get; init; }

    internal override SessionState Apply(SessionState state, EntryPlace place)
    {
        if (state.Active is not { } run)
            return state;
        var taken = Id is null ? state : state.Take(TakenInput.Message(run.Key, Id));
        return taken with
        {
            ContextBytes = state.ContextBytes + (Parts?.Sum(part => part.PromptBytes) ?? Content.SizeBytes),
            Active = run with { Answered = false, Unseen = true },
        };
    }
}
