using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Runtime.Sessions;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Grains.Telemetry;

/// <summary>Tells of each append: the spans and the metrics that follow from its entries.</summary>
internal sealed partial class SessionTelemetry(
    RunSpans spans, RunInstruments runs, StepInstruments steps, JournalInstruments journal, StuckRuns stuck, ILogger<SessionTelemetry> log) : ISessionTelemetry
{
    private bool Wanted => Spans.Source.HasListeners() || steps.Enabled || runs.Enabled || journal.Enabled;

    public void Appended(in DurableAppend append)
    {
        if (!Wanted)
            return;
        try
        {
            journal.Appended(append.Took);
            stuck.Moved(append.Session, append.After);
            foreach (var (place, entry) in append.Entries)
                Count(append, place, entry);
            spans.Tell(append);
        }
        catch (Exception failure)
        {
            // A failed listener does not concern the session: it continues.
            LogFailed(failure);
        }
    }

    private void Count(in DurableAppend append, EntryPlace place, Entry entry)
    {
        switch (entry)
        {
            case ModelCallCompleted done:
                Over(append, place, entry, done.Step, OwnNames.Completed, OwnNames.Completed);
                runs.Cost(done.CostMicros);
                break;
            case ToolCallCompleted done:
                Over(append, place, entry, done.Step, done.IsError ? OwnNames.Error : OwnNames.Completed, OwnNames.Completed);
                break;
            case StepFailed failed:
                Over(append, place, entry, failed.Step, OwnNames.Failed, OwnNames.Failed);
                break;
            case StepHeld held:
                Over(append, place, entry, held.Step, OwnNames.Held, append.TakesOver ? OwnNames.Lost : OwnNames.Failed);
                break;
            case AttemptFailed failed when RunSpans.FindStep(append, entry, failed.Step) is { } step:
                steps.AttemptOver(step.Kind, failed.Retry.IsStall() ? OwnNames.Stalled : OwnNames.Failed);
                break;
            case AttemptLost lost when RunSpans.FindStep(append, entry, lost.Step) is { } step:
                steps.AttemptOver(step.Kind, OwnNames.Lost);
                break;
            case RunEnded:
                foreach (var run in append.After.Ended)
                {
                    if (run.Id.Key == entry.Run)
                        runs.Ended(run, append.Before.Active is { } active && active.Key == entry.Run ? active.Limits : null);
                }
                break;
        }
    }

    private void Over(in DurableAppend append, EntryPlace place, Entry entry, int number, string outcome, string attemptOutcome)
    {
        if (RunSpans.FindStep(append, entry, number) is not { } step)
            return;
        steps.Over(step.Kind, outcome);
        if (outcome != OwnNames.Held)
            steps.Took(step.Kind, place.At - step.StartedAt);
        // A step that waits for its next attempt, or for a person, has none in flight.
        if (step is EffectStep { IsInFlight: true } && RunSpans.WasExecuted(append, step))
            steps.AttemptOver(step.Kind, attemptOutcome);
    }

    [LoggerMessage(EventId = LogEvents.AppendNotMeasured, Level = LogLevel.Warning, Message = "An append could not be told in traces and metrics")]
    private partial void LogFailed(Exception failure);
}
