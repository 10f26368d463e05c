using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Sessions;

/// <summary>Every step and every further attempt starts here, whatever its kind and its program: the limits are checked, then comes the command.</summary>
internal static class StepFunnel
{
    /// <summary>Starts a step, or ends the run that has reached a limit.</summary>
    /// <param name="state">The session.</param>
    /// <param name="run">The active run.</param>
    /// <param name="command">The command, with the number of the run's next step.</param>
    /// <param name="context">What deciding needs besides.</param>
    /// <param name="result">The step's result if it is known already; null if the step has to give it.</param>
    public static IReadOnlyList<Entry> Start(SessionState state, RunState run, StepStarted command, EngineContext context, ToolCallCompleted? result = null)
    {
        if (StepLimits.Reached(state, run, command, context) is { } reached)
            return RunRules.Fail(state, run, reached, context);
        return result is null ? [command] : [command, result];
    }

    /// <summary>Starts the attempt of an open step that is due, or ends the run that has reached a limit.</summary>
    public static IReadOnlyList<Entry> Retry(SessionState state, RunState run, EffectStep step, EngineContext context) => StepLimits.Reached(run, step) is { } reached
        ? RunRules.Fail(state, run, reached, context)
        : [new AttemptStarted { Run = run.Key, Step = step.Number, Attempt = step.Attempt }];
}
