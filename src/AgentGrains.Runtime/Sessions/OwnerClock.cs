using AgentGrains.Core;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Runtime.Sessions;

/// <summary>An owner's time: that of its host, or of the owner before where that one's clock was ahead.</summary>
/// <remarks>
/// Clocks of hosts may be minutes apart, and a wait that began by one that is ahead would last so much longer here. All steps in progress started before this owner
/// was opened, so its time continues from there: a wait ends at the latest when its length has passed since then, and never before it has passed since it began.
/// That an owner before was behind does not show: such a wait may end early by as much.
/// </remarks>
internal sealed class OwnerClock
{
    private readonly TimeProvider time;
    private readonly TimeSpan ahead;

    public OwnerClock(TimeProvider time, SessionState opened)
    {
        this.time = time;
        ahead = opened.Active is { } run && Latest(run) is var latest && latest > HostNow ? latest - HostNow : TimeSpan.Zero;
    }

    /// <summary>The time that decisions are made at.</summary>
    public DateTimeOffset Now => HostNow + ahead;

    /// <summary>The host's own time, which its timers and wake-ups go by.</summary>
    public DateTimeOffset HostNow => WireTime.Trim(time.GetUtcNow());

    /// <summary>When the host's clock shows a time of this one.</summary>
    public DateTimeOffset OnHost(DateTimeOffset at) => at - ahead;

    private static DateTimeOffset Latest(RunState run) =>
        run.Open.Select(step => step.LatestStart).Append(run.StartedAt).Append(run.CancelRequestedAt ?? default).Max();
}
