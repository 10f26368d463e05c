using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Telemetry;
using AgentGrains.Runtime.Sessions;

namespace AgentGrains.Grains.Telemetry;

/// <summary>The spans of what the journal tells: runs that ended, waits that are over, attempts that went down with their host.</summary>
/// <remarks>Each is told by the owner whose append made it so, and so once, whichever host that is.</remarks>
internal sealed class RunSpans(Attempts attempts)
{
    public void Tell(in DurableAppend append)
    {
        if (!Spans.Source.HasListeners())
            return;
        if (append.TakesOver)
            TellLost(append);
        foreach (var (place, entry) in append.Entries)
        {
            switch (entry)
            {
                case ToolCallCompleted done when FindStep(append, entry, done.Step) is { } step && !WasExecuted(append, step):
                    TellWait(append, entry.Run!.Value, step, place.At, done.IsError ? OwnNames.ToolError : null);
                    break;
                case StepFailed given when FindStep(append, entry, given.Step) is WaitStep step:
                    TellWait(append, entry.Run!.Value, step, place.At, given.Error.Code);
                    break;
                case RunEnded when Find(append.After.Ended, entry.Run!.Value) is { } run:
                    TellRun(append, run);
                    break;
            }
        }
    }

    /// <summary>The step of an entry, as it was before the append, or as the append started it.</summary>
    public static Step? FindStep(in DurableAppend append, Entry entry, int number)
    {
        if (append.Before.Active is { } run && run.Key == entry.Run)
        {
            foreach (var open in run.Open)
            {
                if (open.Number == number)
                    return open;
            }
        }
        foreach (var (place, added) in append.Entries)
        {
            if (added is StepStarted start && start.Step == number && start.Run == entry.Run)
                return start.ToStep(place.At);
        }
        return null;
    }

    /// <summary>Whether an effect worker may have had the step, so that its attempts have spans of their own: it was started by an earlier append.</summary>
    public static bool WasExecuted(in DurableAppend append, Step step) =>
        step is EffectStep && append.Before.Active is { } run && run.Open.Any(open => open.Number == step.Number);

    private void TellLost(in DurableAppend append)
    {
        if (append.Before.Active is not { } run)
            return;
        foreach (var step in run.Open)
        {
            if (step is not EffectStep { IsInFlight: true } lost || IsReported(append.Entries, run.Key, step.Number))
                continue;
            var (id, trace) = (StepOf(append, run.Key, step.Number), TraceOf(append, run.Key));
            var to = append.Entries[0].Place.At;
            if (step is ModelCallStep)
            {
                var model = attempts.Describe(step.Name);
                Spans.Tell(
                    AttemptSpans.NameOf(model), ActivityKind.Client, trace.Run, trace.Attempt(step.Number, step.Attempt).SpanId,
                    AttemptSpans.TagsOf(model, attempts.Conventions, append.Session.Tenant, id, step.Attempt), lost.AttemptAt, to, OwnNames.HostLost, AttemptSpans.LinksOf(trace, id, step.Attempt));
            }
            else
            {
                TellTool(append, trace, id, step.Name, step, lost.AttemptAt, to, OwnNames.HostLost);
            }
        }
    }

    /// <summary>Whether the outcome of a step's attempt was reported: then the host that executed it has emitted its span.</summary>
    private static bool IsReported(IReadOnlyList<PlacedEntry> entries, RunKey run, int step) =>
        entries.Any(placed => placed.Entry.Run == run && placed.Entry is IAttemptOutcome outcome && outcome.Step == step);

    private static void TellWait(in DurableAppend append, RunKey run, Step step, DateTimeOffset to, string? error) => TellTool(
        append, TraceOf(append, run), StepOf(append, run, step.Number), step.Name, step, step.StartedAt, to, error);

    private static void TellTool(in DurableAppend append, RunTrace trace, StepId id, string tool, Step step, DateTimeOffset from, DateTimeOffset to, string? error) => Spans.Tell(
        AttemptSpans.NameOf(tool), ActivityKind.Internal, trace.Run, trace.Attempt(step.Number, step.Attempt).SpanId,
        AttemptSpans.TagsOf(tool, step.Call?.Id, append.Session.Tenant, id, step.Attempt), from, to, error, AttemptSpans.LinksOf(trace, id, step.Attempt));

    private void TellRun(in DurableAppend append, RunView run)
    {
        var (trace, id) = (TraceOf(append, run.Id.Key), new RunId(append.Session.Session, run.Id.Key));
        var tags = default(TagList);
        tags.Add(GenAi.OperationName, GenAi.InvokeAgent);
        if (append.Agents.TryGetValue(run.AgentVersion, out var agent))
        {
            var model = attempts.Describe(agent.Model);
            tags.AddProvider(attempts.Conventions, model.Provider);
            tags.Add(GenAi.RequestModel, model.Model);
        }
        tags.Add(GenAi.AgentName, run.Agent);
        tags.AddCurrent(attempts.Conventions, GenAi.AgentVersion, run.AgentVersion.ToString(CultureInfo.InvariantCulture));
        tags.Add(GenAi.ConversationId, append.Session.Session.ToString());
        tags.Add(GenAi.InputTokens, run.Usage.InputTokens);
        tags.Add(GenAi.OutputTokens, run.Usage.OutputTokens);
        tags.AddCurrent(attempts.Conventions, GenAi.CachedInputTokens, run.Usage.CachedInputTokens);
        tags.Add(OwnNames.Tenant, append.Session.Tenant.Value);
        tags.Add(OwnNames.RunId, id.ToString());
        tags.Add(OwnNames.RunStatus, OwnNames.Of(run.Status));
        tags.Add(OwnNames.RunSteps, run.Usage.Steps);
        tags.Add(OwnNames.RunCostMicros, run.Usage.CostMicros);
        ImmutableArray<Resumption> resumptions = append.Before.Active is { } active && active.Key == run.Id.Key ? active.Resumptions : [];
        Spans.Tell(
            $"{GenAi.InvokeAgent} {run.Agent}", ActivityKind.Internal, trace.Request, trace.Span, tags, run.StartedAt ?? run.CreatedAt, run.EndedAt!.Value, run.Error?.Code,
            [.. resumptions.Select(place => Spans.Link(trace.Attempt(place.Step, place.Attempt), OwnNames.Resumption))]);
    }

    private static StepId StepOf(in DurableAppend append, RunKey run, int step) => new(new RunId(append.Session.Session, run), step);

    private static RunTrace TraceOf(in DurableAppend append, RunKey run)
    {
        var traceParent = append.Before.Active is { } active && active.Key == run ? active.TraceParent
            : append.Before.Queue.FirstOrDefault(queued => queued.Key == run)?.TraceParent
            ?? append.Entries.Select(placed => placed.Entry).OfType<RunCreated>().FirstOrDefault(created => created.Run == run)?.TraceParent;
        return RunTrace.Of(new RunId(append.Session.Session, run), traceParent);
    }

    private static RunView? Find(ImmutableArray<RunView> ended, RunKey run) => ended.FirstOrDefault(view => view.Id.Key == run);
}
