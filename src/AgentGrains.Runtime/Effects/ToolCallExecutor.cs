using AgentGrains.Core.Effects;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Stores;
using AgentGrains.Core.Tools;

namespace AgentGrains.Runtime.Effects;

/// <summary>Executes tool calls.</summary>
/// <param name="executors">The executors of the kinds of tools.</param>
/// <param name="contents">Where large texts are.</param>
/// <param name="results">Stores the answers.</param>
/// <param name="jitter">Chance for delays.</param>
public sealed class ToolCallExecutor(IEnumerable<IToolExecutor> executors, ContentStore contents, ResultContents results, Jitter jitter) : IEffectExecutor
{
    private readonly IToolExecutor[] executors = [.. executors];

    /// <inheritdoc/>
    public Type EffectType => typeof(Effect.CallTool);

    /// <inheritdoc/>
    public EffectSlots Slots => EffectSlots.Tools;

    /// <inheritdoc/>
    public async Task<SessionInput> ExecuteAsync(EffectContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var effect = (Effect.CallTool)context.Effect;
        var tool = context.Agent.FindTool(effect.Tool)!;
        var executor = Array.Find(executors, candidate => candidate.Handles(tool));
        if (executor is null)
            return await CompleteAsync($"The service cannot call tools of type '{tool.Type}'.", isError: true);

        var called = false;
        try
        {
            var arguments = await contents.ReadAsync(context.Session.Tenant, context.Arguments!, cancellation);
            context.Observer.Asked(arguments);
            var invocation = new ToolInvocation(tool, ToolArguments.OrEmpty(arguments), context.Session.Tenant, context.Step, effect.Attempt)
            {
                TraceParent = context.Observer.TraceParent, RunTraceParent = context.TraceParent,
            };
            var outcome = await executor.ExecuteAsync(invocation, cancellation);
            called = outcome is ToolOutcome.Answered;
            return outcome switch
            {
                ToolOutcome.Answered answered => await CompleteAsync(answered.Content, answered.IsError),
                ToolOutcome.Unanswered unanswered => Fail(unanswered.Message, unanswered.MayHaveRun, unanswered.RetryAfter) with { Retry = unanswered.Retry },
                _ => throw new InvalidOperationException($"There is no such outcome: {outcome.GetType().Name}."),
            };
        }
        catch (AgentGrainsException failure)
        {
            // Refused before the call, or its answer could not be stored.
            return Fail(failure.Message, called, failure.RetryAfter);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            return Fail(failure.Message, mayHaveRun: true, null);
        }

        FailAttempt Fail(string message, bool mayHaveRun, TimeSpan? retryAfter) => new(
            effect.Run, effect.Step, effect.Attempt, new RunError(ErrorCodes.ToolFailed.Value, message), Permanent: false, mayHaveRun, retryAfter, jitter.Next());

        async Task<SessionInput> CompleteAsync(string content, bool isError)
        {
            context.Observer.Answered(content);
            return new CompleteToolCall(effect.Run, effect.Step, effect.Attempt, await results.WriteAsync(context.Session, content, cancellation), isError);
        }
    }
}
