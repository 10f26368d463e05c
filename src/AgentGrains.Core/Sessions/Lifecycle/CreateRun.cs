using System.Collections.Immutable;
using System.Text.Json.Serialization;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Lifecycle;

/// <summary>What happens to a run that comes while another is active.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OnConflict>))]
public enum OnConflict
{
    /// <summary>It waits its turn.</summary>
    [JsonStringEnumMemberName("enqueue")]
    Enqueue,

    /// <summary>It is refused.</summary>
    [JsonStringEnumMemberName("reject")]
    Reject,

    /// <summary>The active run is cancelled, and it starts then.</summary>
    [JsonStringEnumMemberName("interrupt")]
    Interrupt,

    /// <summary>Its input becomes messages of the active run.</summary>
    [JsonStringEnumMemberName("steer")]
    Steer,
}

/// <summary>Asks for a run. Comes again without effect.</summary>
/// <param name="Run">The run.</param>
/// <param name="Agent">The agent, which must be the session's.</param>
/// <param name="AgentVersion">The version it pins.</param>
/// <param name="Messages">Its input, at least one message.</param>
/// <param name="Limits">What it may use, the agent's limits already applied.</param>
/// <param name="Metadata">The user's own notes.</param>
/// <param name="OnConflict">What to do while another run is active.</param>
public sealed record CreateRun(
    RunKey Run, string Agent, int AgentVersion, ImmutableArray<UserMessage> Messages, RunLimits Limits, ImmutableDictionary<string, string> Metadata, OnConflict OnConflict)
    : SessionInput
{
    /// <summary>Whether the session's id was made for this run just now, so that nothing of it can be stored. Said on the host that made it only.</summary>
    [JsonIgnore]
    public bool NewSession { get; init; }

    /// <summary>Whether the session existed when the run was requested: if it has been erased since, the run must not open it again.</summary>
    public bool OfExisting { get; init; }

    /// <summary>The W3C <c>traceparent</c> of the request that asks for it; null if there is none, or if it is not sampled.</summary>
    public string? TraceParent { get; init; }

    internal override Acceptance Accept(SessionState state, EngineContext context)
    {
        if (state.Erasing || (OfExisting && state.Agent is null))
            return EraseSession.Refusal(context.Key);
        if (Knows(state))
            return Acceptance.Nothing;
        if (state.Agent is not null && state.Agent != Agent)
            return Acceptance.Reject(ErrorCodes.Invalid, $"The session is one of agent '{state.Agent}', not of '{Agent}'.");

        var created = new RunCreated
        {
            Run = Run, AgentVersion = AgentVersion, Messages = Messages, Limits = StoredLimits.Of(Limits), Metadata = Metadata.IsEmpty ? null : Metadata, TraceParent = TraceParent,
        };
        if (state.Active is not { } active)
            return state.Agent is null ? Acceptance.Of(new SessionOpened { Agent = Agent }, created) : Acceptance.Of(created);

        switch (OnConflict)
        {
            case OnConflict.Reject:
                return Acceptance.Reject(ErrorCodes.SessionBusy, $"The run {new RunId(context.Key.Session, active.Key)} is active and on_conflict is reject.");
            // A run that is being cancelled takes no more messages: the new one waits its turn.
            case OnConflict.Steer when active.CancelRequestedAt is null:
                return new Acceptance(
                    [.. Messages.Select((message, i) => new MessageReceived { Run = active.Key, Id = i == 0 ? Run.Value : null, Content = message.Content, Parts = message.Parts })], null);
            default:
                if (state.Queue.Length >= SessionState.MaxQueued)
                    return Acceptance.Reject(ErrorCodes.QueueFull, $"{SessionState.MaxQueued} runs wait in this session's queue already.");
                return OnConflict == OnConflict.Interrupt && active.CancelRequestedAt is null
                    ? Acceptance.Of(created, new RunCancelRequested { Run = active.Key, Reason = "interrupted" })
                    : Acceptance.Of(created);
        }
    }

    private bool Knows(SessionState state) =>
        state.Active?.Key == Run || state.Queue.Any(queued => queued.Key == Run) || state.Recent.Contains(Run) || state.SteeredBy(Run) is not null;
}

/// <summary>A message of a run's input.</summary>
/// <param name="Content">Its text.</param>
/// <param name="Role">Null for the user's, else <c>assistant</c> or <c>system</c>.</param>
public sealed record UserMessage(
    [property: JsonPropertyName("c")] Content Content,
    [property: JsonPropertyName("role")] string? Role = null)
{
    /// <summary>For a message with images or files: its parts, in order; null for one of text only.</summary>
    [JsonPropertyName("p")]
    public ImmutableArray<MessagePart>? Parts { get; init; }

    /// <summary>What it adds to the estimate of a prompt's size.</summary>
    [JsonIgnore]
    public long PromptBytes => Parts?.Sum(part => part.PromptBytes) ?? Content.SizeBytes;
}

/// <summary>A run was asked for; it waits in the queue until it starts.</summary>
public sealed record RunCreated : Entry
{
    /// <summary>The agent's version it pins.</summary>
    [JsonPropertyName("v")]
    public required int AgentVersion { get; init; }

    /// <summary>Its input.</summary>
    [JsonPropertyName("in")]
    public required ImmutableArray<UserMessage> Messages { get; init; }

    /// <summary>What it may use.</summary>
    [JsonPropertyName("lim")]
    public required StoredLimits Limits { get; init; }

    /// <summary>The user's own notes.</summary>
    [JsonPropertyName("meta")]
    public ImmutableDictionary<string, string>? Metadata { get; init; }

    /// <summary>The W3C <c>traceparent</c> of the request that asked for it; null where it had none.</summary>
    [JsonPropertyName("tp")]
    public string? TraceParent { get; init; }

    internal override SessionState Apply(SessionState state, EntryPlace place) => state with
    {
        Recent = (state.Recent.Length < SessionState.RecentKept ? state.Recent : state.Recent.RemoveAt(0)).Add(Run!.Value),
        Queue = state.Queue.Add(new QueuedRun(
            Run!.Value, AgentVersion, Limits.ToLimits(), place.At, Metadata ?? ImmutableDictionary<string, string>.Empty, Messages.Sum(message => message.PromptBytes), TraceParent)),
    };
}

/// <summary>Limits as <see cref="RunCreated"/> stores them.</summary>
public sealed record StoredLimits
{
    /// <summary>The most steps.</summary>
    [JsonPropertyName("MaxSteps")]
    public int? MaxSteps { get; init; }

    /// <summary>The longest the run may last, in milliseconds.</summary>
    [JsonPropertyName("MaxRunDurationMs")]
    public long? MaxRunDurationMs { get; init; }

    /// <summary>The most tokens.</summary>
    [JsonPropertyName("MaxTokens")]
    public long? MaxTokens { get; init; }

    /// <summary>The most money in millionths of the currency.</summary>
    [JsonPropertyName("MaxCostMicros")]
    public long? MaxCostMicros { get; init; }

    internal static StoredLimits Of(RunLimits limits) => new()
    {
        MaxSteps = limits.MaxSteps, MaxRunDurationMs = limits.MaxRunDurationMs, MaxTokens = limits.MaxTokens, MaxCostMicros = limits.MaxCostMicros,
    };

    internal RunLimits ToLimits() => new()
    {
        MaxSteps = MaxSteps, MaxRunDurationMs = MaxRunDurationMs, MaxTokens = MaxTokens, MaxCostMicros = MaxCostMicros,
    };
}

/// <summary>The first run of the queue starts; its input joins the conversation.</summary>
public sealed record RunStarted : Entry
{
    internal override SessionState Apply(SessionState state, EntryPlace place)
    {
        if (state.Active is not null || state.Queue.IsEmpty || state.Queue[0].Key != Run)
            return state;
        var first = state.Queue[0];
        return state with
        {
            Queue = state.Queue.RemoveAt(0),
            ContextBytes = state.ContextBytes + first.InputBytes,
            Active = new RunState
            {
                Key = first.Key, AgentVersion = first.AgentVersion, Limits = first.Limits,
                CreatedAt = first.CreatedAt, StartedAt = place.At, Metadata = first.Metadata, TraceParent = first.TraceParent,
            },
        };
    }
}
