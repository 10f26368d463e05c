using System.Text.Json.Serialization;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Journals;

/// <summary>One record of a session's journal. A closed hierarchy; each type's stored name never changes its meaning.</summary>
/// <remarks>
/// Each entry is at most one event of the public stream, under its position: see <see cref="Events.EventWriters"/>. The entries of one kind of
/// step are listed in StepKinds.cs.
/// </remarks>
[JsonDerivedType(typeof(SessionOpened), "session.opened")]
[JsonDerivedType(typeof(SessionErasing), "session.erasing")]
[JsonDerivedType(typeof(RunCreated), "run.created")]
[JsonDerivedType(typeof(RunStarted), "run.started")]
[JsonDerivedType(typeof(RunWaiting), "run.waiting")]
[JsonDerivedType(typeof(RunPaused), "run.paused")]
[JsonDerivedType(typeof(RunResumed), "run.resumed")]
[JsonDerivedType(typeof(RunCancelRequested), "run.cancelling")]
[JsonDerivedType(typeof(RunCompleted), "run.completed")]
[JsonDerivedType(typeof(RunFailed), "run.failed")]
[JsonDerivedType(typeof(RunCancelled), "run.cancelled")]
[JsonDerivedType(typeof(RunTerminated), "run.terminated")]
[JsonDerivedType(typeof(RunTakenOver), "run.taken_over")]
[JsonDerivedType(typeof(RunQuarantined), "run.quarantined")]
[JsonDerivedType(typeof(InputNoted), "input.noted")]
[JsonDerivedType(typeof(MessageReceived), "message.received")]
[JsonDerivedType(typeof(AssistantMessage), "message.assistant")]
[JsonDerivedType(typeof(AttemptStarted), "attempt.started")]
[JsonDerivedType(typeof(AttemptFailed), "attempt.failed")]
[JsonDerivedType(typeof(AttemptLost), "attempt.lost")]
[JsonDerivedType(typeof(StepFailed), "step.failed")]
[JsonDerivedType(typeof(StepHeld), "step.parked")]
[JsonDerivedType(typeof(StepReleased), "step.released")]
public abstract partial record Entry
{
    private protected Entry()
    {
    }

    /// <summary>The run it belongs to; null only for what concerns the session as a whole. A record names it once for all its entries.</summary>
    [JsonIgnore]
    public RunKey? Run { get; init; }

    /// <summary>The form of a record from which on this type of entry can be read.</summary>
    /// <value>Default 1; a type that came later has the form of its release.</value>
    internal virtual int Form => 1;

    /// <summary>Whether an effect worker executes something because of it.</summary>
    internal virtual bool StartsEffect => false;

    /// <summary>The state after this entry. Pure and total: an entry that does not fit the state leaves it as it is.</summary>
    internal abstract SessionState Apply(SessionState state, EntryPlace place);
}

/// <summary>Where and when an entry is.</summary>
/// <param name="Position">Its 0-based index in the journal.</param>
/// <param name="At">When it was appended, in whole milliseconds.</param>
public readonly record struct EntryPlace(long Position, DateTimeOffset At);

/// <summary>An entry with its place.</summary>
/// <param name="Place">Where and when.</param>
/// <param name="Entry">What.</param>
public readonly record struct PlacedEntry(EntryPlace Place, Entry Entry);
