using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>A step of a run that has not ended. A closed hierarchy with one type for each kind, in the file of the kind's entries; all are listed in StepKinds.cs.</summary>
public abstract partial record Step
{
    private protected Step()
    {
    }

    /// <summary>The kind's name: in checkpoints, in the API, in events and in telemetry.</summary>
    public abstract string Kind { get; }

    /// <summary>What it calls: the configured model, or the tool.</summary>
    public virtual string Name => Call!.Tool;

    /// <summary>The step within its run, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>When it started.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>The attempt that is in flight or next, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The tool call of the model that it answers; null for a model call.</summary>
    public StepCall? Call { get; init; }

    /// <summary>When it, or its last attempt, started.</summary>
    public virtual DateTimeOffset LatestStart => StartedAt;

    /// <summary>When time alone changes it next; null if it never does.</summary>
    internal abstract DateTimeOffset? NextWake { get; }

    /// <summary>What its run waits for if it waits for this step; null while the step is in flight, or will be by itself.</summary>
    internal abstract StepWait? Wait { get; }

    /// <summary>What follows from time, or from what the run received, without an effect; null if nothing does.</summary>
    /// <param name="run">The run.</param>
    /// <param name="now">The time.</param>
    internal virtual Entry? Advance(RunState run, DateTimeOffset now) => null;
}

/// <summary>A tool call of the model that a step answers.</summary>
/// <param name="Index">Which call of the message, from 0.</param>
/// <param name="Id">Its id, unique in the conversation.</param>
/// <param name="Tool">The tool.</param>
public sealed record StepCall(int Index, string Id, string Tool);

/// <summary>What a run waits for if it waits for a step.</summary>
/// <param name="Rank">Which of several waits a run shows: the first.</param>
/// <param name="Waiting">What people see.</param>
internal readonly record struct StepWait(WaitRank Rank, Waiting Waiting);

/// <summary>Which of several waits a run shows: what needs a person first, what time ends last.</summary>
internal enum WaitRank
{
    Recovery,
    ClientTool,
    Signal,
    Throttle,
    Timer,
}
