using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>A step that no effect worker executes: it ends when something comes from outside, or when its time is up.</summary>
public abstract record WaitStep : Step
{
    private protected WaitStep()
    {
    }

    /// <summary>When it ends by itself; null if it does not.</summary>
    public DateTimeOffset? Until { get; init; }

    internal override DateTimeOffset? NextWake => Until;

    internal override Entry? Advance(RunState run, DateTimeOffset now) => Until <= now ? Expire(run, Until.Value) : null;

    /// <summary>The result when its time is up.</summary>
    private protected virtual Entry Expire(RunState run, DateTimeOffset until) =>
        ToolCallCompleted.Of(run, this, Content.Inline($"No answer came before {WireTime.Format(until)}."), isError: true);
}
