using System.Collections.Immutable;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Sessions;

/// <summary>The active run, as far as the next decision needs it.</summary>
public sealed record RunState
{
    /// <summary>Of how many resumptions a run keeps the place.</summary>
    public const int ResumptionsKept = 16;

    /// <summary>Which run.</summary>
    public required RunKey Key { get; init; }

    /// <summary>The agent's version it pins.</summary>
    public required int AgentVersion { get; init; }

    /// <summary>What it may use.</summary>
    public required RunLimits Limits { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The user's own notes.</summary>
    public required ImmutableDictionary<string, string> Metadata { get; init; }

    /// <summary>The W3C <c>traceparent</c> of the request that created it, where it had one.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The attempts and waits after which it was resumed, the newest <see cref="ResumptionsKept"/> of them.</summary>
    public ImmutableArray<Resumption> Resumptions { get; init; } = [];

    /// <summary>What it used.</summary>
    public RunUsage Usage { get; init; } = RunUsage.None;

    /// <summary>Whether an operator paused it.</summary>
    public bool Paused { get; init; }

    /// <summary>When its cancellation was requested; null if it was not.</summary>
    public DateTimeOffset? CancelRequestedAt { get; init; }

    /// <summary>What the journal says it waits for.</summary>
    public Waiting? Waiting { get; init; }

    /// <summary>The steps that are not done.</summary>
    public ImmutableArray<Step> Open { get; init; } = [];

    /// <summary>The tool calls the model asked for last, until all are done.</summary>
    public ToolTurn? Turn { get; init; }

    /// <summary>Whether the last message of the conversation is the model's answer without tool calls.</summary>
    public bool Answered { get; init; }

    /// <summary>Whether a message came that the model has not been shown.</summary>
    public bool Unseen { get; init; }

    /// <summary>The last text of the model.</summary>
    public Content? Output { get; init; }

    /// <summary>Where <see cref="Output"/> is in the journal.</summary>
    public long? OutputPosition { get; init; }

    /// <summary>How the answer with <see cref="Output"/> ended.</summary>
    public Models.AnswerEnding OutputEnding { get; init; }

    /// <summary>Signals that came and have not been waited for.</summary>
    public ImmutableArray<KeptSignal> Signals { get; init; } = [];

    /// <summary>How often the run was taken over since a step last completed; while it is quarantined, how often before that.</summary>
    public int Takeovers { get; init; }

    /// <summary>Whether the run is isolated after too many take-overs.</summary>
    public bool Quarantined { get; init; }

    /// <summary>Where it is.</summary>
    public RunStatus Status => Paused ? RunStatus.Paused : Waiting is not null ? RunStatus.Waiting : RunStatus.Running;

    /// <summary>Whether the run, or a step of it, is held.</summary>
    public bool HasHolds => Quarantined || Open.Any(static step => step is EffectStep { Held: not null });

    /// <summary>The number of the step that starts next, from 1.</summary>
    internal int NextStep => Usage.Steps + 1;

    /// <summary>The open step of a number; null if there is none.</summary>
    public Step? Find(int step)
    {
        foreach (var open in Open)
        {
            if (open.Number == step)
                return open;
        }
        return null;
    }

    internal RunState Replace(Step step)
    {
        for (var i = 0; i < Open.Length; i++)
        {
            if (Open[i].Number == step.Number)
                return this with { Open = Open.SetItem(i, step) };
        }
        return this;
    }

    internal RunState Remove(int step)
    {
        for (var i = 0; i < Open.Length; i++)
        {
            if (Open[i].Number == step)
                return this with { Open = Open.RemoveAt(i), Takeovers = Quarantined ? Takeovers : 0 };
        }
        return this;
    }

    internal RunState ResumeAfter(int step, int attempt) => this with
    {
        Resumptions = (Resumptions.Length < ResumptionsKept ? Resumptions : Resumptions.RemoveAt(0)).Add(new Resumption(step, attempt)),
    };

    internal RunState Start(Step step) =>
        this with { Open = Open.Add(step), Usage = Usage with { Steps = step.Number } };
}

/// <summary>A signal that the run has not waited for yet.</summary>
/// <param name="Id">Its own id.</param>
/// <param name="Name">What it is waited for by.</param>
/// <param name="Content">What it brought.</param>
public sealed record KeptSignal(string Id, string Name, Content Content);

/// <summary>Where a run was resumed: behind an attempt that was lost or given up, or behind a wait.</summary>
/// <param name="Step">The step.</param>
/// <param name="Attempt">Its attempt before.</param>
public readonly record struct Resumption(int Step, int Attempt);
