using AgentGrains.Core.Errors;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>How waits end by themselves, and what a run that only waits waits for.</summary>
internal static class WaitSteps
{
    /// <summary>The result of the first wait that is over; null if none is.</summary>
    public static Entry? End(RunState run, DateTimeOffset now)
    {
        foreach (var step in run.Open)
        {
            if (step.Advance(run, now) is { } ended)
                return ended;
        }
        return null;
    }

    /// <summary>Why a quarantined run is held.</summary>
    public static readonly RunError Quarantine = new(ErrorCodes.Quarantined.Value, "Its hosts went down again and again without a completed step. Retry it or cancel it.");

    /// <summary>What the run waits for; null while a step of it is in flight.</summary>
    public static Waiting? Describe(RunState run)
    {
        if (run.Quarantined)
            return new Waiting(WaitReasons.Recovery, $"{Quarantine.Code}: {Quarantine.Message}", null, null);
        StepWait? first = null;
        foreach (var step in run.Open)
        {
            if (step.Wait is not { } wait)
                return null;
            if (first is null || wait.Rank < first.Value.Rank)
                first = wait;
        }
        return first?.Waiting;
    }
}
