using System.Collections.Immutable;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Sessions;

/// <summary>The fold of a session's journal: what the next decision needs, and no more.</summary>
public sealed record SessionState
{
    /// <summary>The most runs that may wait in a session's queue.</summary>
    public const int MaxQueued = 64;

    /// <summary>How many ended runs the fold remembers, beside those of the last append, so that the list of runs can be repaired after a crash.</summary>
    public const int EndedKept = 4;

    /// <summary>How many created runs the fold remembers, so that a repeated request does not execute a run twice.</summary>
    public const int RecentKept = 64;

    /// <summary>How many inputs of runs the fold remembers, so that one that comes again changes nothing.</summary>
    public const int TakenKept = 256;

    /// <summary>Of how many steps of unknown outcome that were given up the fold waits for the result.</summary>
    public const int GivenUpKept = 64;

    /// <summary>The fold of no entries.</summary>
    public static readonly SessionState Empty = new();

    /// <summary>The position the next entry gets.</summary>
    public long Position { get; init; }

    /// <summary>The session's agent; null until the session is opened.</summary>
    public string? Agent { get; init; }

    /// <summary>When the session was opened.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The user's own notes.</summary>
    public ImmutableDictionary<string, string> Metadata { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Bytes of all messages the model sees; an estimate of tokens is made from it.</summary>
    public long ContextBytes { get; init; }

    /// <summary>The run in progress.</summary>
    public RunState? Active { get; init; }

    /// <summary>The runs that wait for it, in order.</summary>
    public ImmutableArray<QueuedRun> Queue { get; init; } = [];

    /// <summary>The last runs that ended, the newest last. Only the newest holds its output.</summary>
    public ImmutableArray<RunView> Ended { get; init; } = [];

    /// <summary>The runs created last, the newest last.</summary>
    public ImmutableArray<RunKey> Recent { get; init; } = [];

    /// <summary>The inputs that runs took in last, ended ones included, the newest last.</summary>
    public ImmutableArray<TakenInput> Taken { get; init; } = [];

    /// <summary>The last steps that were given up while it was unknown whether they were executed, the newest last.</summary>
    public ImmutableArray<GivenUpStep> GivenUp { get; init; } = [];

    /// <summary>Whether the session is being erased: for callers there is none any more.</summary>
    public bool Erasing { get; init; }

    /// <summary>Whether there is a session for callers.</summary>
    public bool Exists => Agent is not null && !Erasing;

    /// <summary>Whether something is left to do: a run has not ended, or the erasure.</summary>
    public bool Unfinished => Active is not null || !Queue.IsEmpty || Erasing;

    /// <summary>The run that took in another's messages, because that one was to steer it; null if there is none, or if it is forgotten.</summary>
    public RunKey? SteeredBy(RunKey other)
    {
        var id = TakenInput.MessageId(other.Value);
        foreach (var input in Taken)
        {
            if (input.Id == id)
                return input.Run;
        }
        return null;
    }

    internal SessionState GiveUp(GivenUpStep step) => this with { GivenUp = (GivenUp.Length < GivenUpKept ? GivenUp : GivenUp.RemoveAt(0)).Add(step) };

    internal SessionState Take(TakenInput input) => this with { Taken = (Taken.Length < TakenKept ? Taken : Taken.RemoveAt(0)).Add(input) };

    internal SessionState WithActive(Func<RunState, RunState> change) => this with { Active = change(Active!) };
}

/// <summary>A run that has not started.</summary>
/// <param name="Key">Which run.</param>
/// <param name="AgentVersion">The agent's version it pins.</param>
/// <param name="Limits">What it may use.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="Metadata">The user's own notes.</param>
/// <param name="InputBytes">The size of its input.</param>
/// <param name="TraceParent">The W3C <c>traceparent</c> of the request that created it, where it had one.</param>
public sealed record QueuedRun(
    RunKey Key, int AgentVersion, Agents.RunLimits Limits, DateTimeOffset CreatedAt, ImmutableDictionary<string, string> Metadata, long InputBytes, string? TraceParent = null);
