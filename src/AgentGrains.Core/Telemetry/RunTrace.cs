using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AgentGrains.Core.Ids;

namespace AgentGrains.Core.Telemetry;

/// <summary>Under which ids a run and its attempts are found in traces. They follow from what the journal says, so every host and every restart names them alike.</summary>
/// <remarks>A run belongs to the trace of the request that created it; without one it has a trace of its own, whose id is made of the run's.</remarks>
public readonly record struct RunTrace
{
    private const int TraceBytes = 16;
    private const int SpanBytes = 8;

    private readonly RunId run;

    private RunTrace(RunId run, ActivityContext request, ActivitySpanId span) => (this.run, Request, Span) = (run, request, span);

    /// <summary>What the run's span is a child of: the request's span, or nothing but the trace's id.</summary>
    public ActivityContext Request { get; }

    /// <summary>The id of the run's span.</summary>
    public ActivitySpanId Span { get; }

    /// <summary>What the spans of the run's attempts are children of.</summary>
    public ActivityContext Run => new(Request.TraceId, Span, Request.TraceFlags, isRemote: true);

    /// <summary>The trace of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="traceParent">The W3C <c>traceparent</c> of the request that created it; null, or no such thing, where it had none.</param>
    public static RunTrace Of(RunId run, string? traceParent)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(run.ToString(), hash);
        var span = ActivitySpanId.CreateFromBytes(hash.Slice(TraceBytes, SpanBytes));
        return ActivityContext.TryParse(traceParent, null, isRemote: true, out var request)
            ? new RunTrace(run, request, span)
            : new RunTrace(run, new ActivityContext(ActivityTraceId.CreateFromBytes(hash[..TraceBytes]), default, ActivityTraceFlags.Recorded, isRemote: true), span);
    }

    /// <summary>The span of an attempt of a step, for links and children.</summary>
    /// <param name="step">The step within the run, from 1.</param>
    /// <param name="attempt">The attempt, from 1.</param>
    public ActivityContext Attempt(int step, int attempt)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(string.Create(CultureInfo.InvariantCulture, $"{new StepId(run, step)}/{attempt}"), hash);
        return new ActivityContext(Request.TraceId, ActivitySpanId.CreateFromBytes(hash.Slice(TraceBytes, SpanBytes)), Request.TraceFlags, isRemote: true);
    }

    /// <summary>The <c>traceparent</c> of an attempt of which no span is made: the request's own is handed on; where there is none, the attempt's, as not recorded.</summary>
    /// <param name="step">The step within the run, from 1.</param>
    /// <param name="attempt">The attempt, from 1.</param>
    public string Unrecorded(int step, int attempt) => Request.SpanId == default
        ? $"00-{Request.TraceId.ToHexString()}-{Attempt(step, attempt).SpanId.ToHexString()}-00"
        : $"00-{Request.TraceId.ToHexString()}-{Request.SpanId.ToHexString()}-{(byte)Request.TraceFlags:x2}";

    private static void Hash(string text, Span<byte> hash)
    {
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        // Ids of zeros alone are not valid.
        hash[0] |= 1;
        hash[TraceBytes] |= 1;
    }
}
