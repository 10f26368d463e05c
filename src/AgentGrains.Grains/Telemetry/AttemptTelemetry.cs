using System.Diagnostics;
using AgentGrains.Core.Effects;
using AgentGrains.Core.Models;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Grains.Telemetry;

/// <summary>One attempt in flight: its span, which is the current one from <see cref="Started"/> to the end, and its metrics.</summary>
internal sealed class AttemptTelemetry(Attempts attempts, EffectContext context, CancellationToken cancellation) : IAttemptObserver, IDisposable
{
    private readonly long queued = attempts.Time.GetTimestamp();
    private readonly ModelDescription? model = context.Effect is Effect.CallModel call ? attempts.Describe(call.Model) : null;
    private Activity? span;
    private string? answeredBy;
    private ModelUsage? usage;
    private string? error = GenAi.OtherError;
    private long started;

    /// <summary>What a tool receives; null where no span is recorded.</summary>
    public string? TraceParent => span is { Recorded: true } ? span.Id : null;

    private string Kind => context.Effect.Kind;

    /// <summary>It has its place.</summary>
    public void Started()
    {
        started = attempts.Time.GetTimestamp();
        attempts.Steps.Waited(Kind, attempts.Time.GetElapsedTime(queued, started));
        if (!Spans.Source.HasListeners())
            return;
        var (trace, step, attempt) = (context.Trace, context.Step, context.Effect.Attempt);
        var id = trace.Attempt(step.Number, attempt).SpanId;
        var links = AttemptSpans.LinksOf(trace, step, attempt);
        var (name, tenant) = (context.Effect.Name, context.Session.Tenant);
        span = model is null
            ? Spans.Start(AttemptSpans.NameOf(name), ActivityKind.Internal, trace.Run, id, AttemptSpans.TagsOf(name, context.CallId, tenant, step, attempt), links)
            : Spans.Start(AttemptSpans.NameOf(model), ActivityKind.Client, trace.Run, id, AttemptSpans.TagsOf(model, attempts.Conventions, tenant, step, attempt), links);
    }

    public void Asked(ModelRequest call)
    {
        if (span is { IsAllDataRequested: true })
            attempts.Content.Add(span, call);
    }

    public void Asked(string arguments)
    {
        if (span is { IsAllDataRequested: true })
            attempts.Content.AddArguments(span, arguments);
    }

    public void Answered(ModelAnswer given)
    {
        Used(given.Usage, given.Model);
        if (span is not { IsAllDataRequested: true })
            return;
        span.SetTag(GenAi.ResponseModel, given.Model);
        span.SetTag(GenAi.FinishReasons, new[] { given.FinishReason });
        span.SetTag(GenAi.InputTokens, given.Usage.InputTokens);
        span.SetTag(GenAi.OutputTokens, given.Usage.OutputTokens);
        if (attempts.Conventions.HasFlag(GenAiConventions.Current))
            span.SetTag(GenAi.CachedInputTokens, given.Usage.CachedInputTokens);
        attempts.Content.Add(span, given);
    }

    /// <summary>What the attempt used, also if it gave no answer.</summary>
    public void Used(ModelUsage? used, string? by) => (usage, answeredBy) = (used, by);

    public void Answered(string result)
    {
        if (span is { IsAllDataRequested: true })
            attempts.Content.AddResult(span, result);
    }

    /// <summary>It is over with a report, good or bad.</summary>
    public void Ended(SessionInput report) => error = report switch
    {
        FailAttempt failed => failed.Error.Code,
        CompleteToolCall { IsError: true } => OwnNames.ToolError,
        _ => null,
    };

    /// <summary>Ends it; without a report, the attempt was cancelled or the host failed.</summary>
    public void Dispose()
    {
        if (started == 0)
            return;
        if (error == GenAi.OtherError && cancellation.IsCancellationRequested)
            error = OwnNames.Cancelled;
        if (model is not null && attempts.Calls.Enabled)
            attempts.Calls.Over(model, answeredBy, usage, error, attempts.Time.GetElapsedTime(started));
        if (span is not null && error is not null)
            Spans.Fail(span, error);
        span?.Dispose();
    }
}
