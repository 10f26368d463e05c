using System.Collections.Frozen;
using AgentGrains.Core.Effects;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Runtime.Sessions;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.Effects;

/// <summary>Executes attempts beside the sessions, each through the stages to the executor of its effect's type, and reports to the session until it accepts the report.</summary>
public sealed partial class EffectPipeline
{
    private readonly FrozenDictionary<Type, IEffectExecutor> executors;
    private readonly EffectHandler first;
    private readonly EffectReporter reporter;
    private readonly DrainGate gate;
    private readonly IBackground background;
    private readonly ILogger<EffectPipeline> log;

    /// <param name="stages">The stages, in the order in which an attempt passes them.</param>
    /// <param name="executors">One executor for each type of effect.</param>
    /// <param name="reporter">Brings reports to the sessions.</param>
    /// <param name="gate">Counts what is in flight.</param>
    /// <param name="background">Where attempts run.</param>
    /// <param name="log">Receives failures of the host itself.</param>
    public EffectPipeline(
        IEnumerable<IEffectStage> stages, IEnumerable<IEffectExecutor> executors, EffectReporter reporter, DrainGate gate, IBackground background, ILogger<EffectPipeline> log)
    {
        ArgumentNullException.ThrowIfNull(stages);
        this.executors = executors.ToFrozenDictionary(static executor => executor.EffectType);
        (this.reporter, this.gate, this.background, this.log) = (reporter, gate, background, log);
        EffectHandler last = (context, cancellation) => this.executors[context.Effect.GetType()].ExecuteAsync(context, cancellation);
        first = stages.Reverse().Aggregate(last, static (next, stage) => (context, cancellation) => stage.ExecuteAsync(context, next, cancellation));
    }

    /// <summary>Begins an attempt. Called while the gate is entered; returns at once.</summary>
    /// <returns>Cancelled by the owner when the step is no longer wanted.</returns>
    internal CancellationTokenSource Begin(SessionOwner owner, EffectContext context)
    {
        var cancellation = new CancellationTokenSource();
        gate.BeginOne();
        background.Run(static work => work.Pipeline.RunAsync(work.Owner, work.Context, work.Token), (Pipeline: this, Owner: owner, Context: context, cancellation.Token));
        return cancellation;
    }

    private async Task RunAsync(SessionOwner owner, EffectContext context, CancellationToken cancellation)
    {
        try
        {
            reporter.Report(owner, await first(context, cancellation), gate.EndOne, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            LogCancelled(context.Step);
            gate.EndOne();
        }
        catch (Exception failure)
        {
            // Every failure of an effect is a report. What fails here is the host itself; the step is not left open, because no owner would start it again.
            LogLost(failure, context.Step);
            reporter.Report(owner, Lost(context.Effect, failure), gate.EndOne, cancellation);
        }
    }

    private static FailAttempt Lost(Effect effect, Exception failure) => new(
        effect.Run, effect.Step, effect.Attempt, new RunError(ErrorCodes.Unexpected.Value, failure.Message), Permanent: false, MayHaveRun: true, RetryAfter: null, Jitter: 0);

    [LoggerMessage(EventId = LogEvents.StepCancelled, Level = LogLevel.Debug, Message = "Step {Step} was cancelled")]
    private partial void LogCancelled(StepId step);

    [LoggerMessage(EventId = LogEvents.StepNotExecuted, Level = LogLevel.Error, Message = "Step {Step} could not be executed on this host")]
    private partial void LogLost(Exception failure, StepId step);
}
