using System.Diagnostics;
using AgentGrains.Core.Telemetry;
using AgentGrains.Core.Tools;

namespace AgentGrains.Tools;

/// <summary>The W3C trace context a tool is called in.</summary>
internal static class TraceParent
{
    /// <summary>The invocation's, else the current activity's, else one made of the run's.</summary>
    public static string For(ToolInvocation invocation)
    {
        if (invocation.TraceParent is { } given)
            return given;
        return Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } current }
            ? current
            : RunTrace.Of(invocation.Step.Run, invocation.RunTraceParent).Unrecorded(invocation.Step.Number, invocation.Attempt);
    }
}
