using AgentGrains.Core.Errors;
using AgentGrains.Core.Owners;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Stores;
using AgentGrains.Core.Tools;
using AgentGrains.Grains.Hosting;
using AgentGrains.Grains.Telemetry;
using Microsoft.Extensions.Options;

namespace AgentGrains.Grains.Effects;

/// <summary>Executes tool calls.</summary>
internal sealed class ToolWorker(IEnumerable<IToolExecutor> executors, ContentStore contents, Jitter jitter, IOptions<GrainsOptions> options) : IEffectExecutor
{
    private readonly IToolExecutor[] executors = [.. executors];

    public Type EffectType => typeof(Effect.CallTool);

    public int MaxConcurrent => options.Value.MaxToolCalls;

    public async Task<SessionInput> ExecuteAsync(EffectRequest request, AttemptTelemetry? attempt, CancellationToken cancellation)
    {
        var effect = (Effect.CallTool)request.Effect;
        var tool = request.Agent.FindTool(effect.Tool)!;
        var executor = Array.Find(executors, candidate => candidate.Handles(tool));
        if (executor is null)
            return await CompleteAsync($"The service cannot call tools of type '{tool.Type}'.", isError: true);

        var called = false;
        try
        {
            var arguments = await contents.ReadAsync(request.Session.Tenant, request.Arguments!, cancellation);
            attempt?.Asked(arguments);
            var invocation = new ToolInvocation(tool, ToolArguments.OrEmpty(arguments), request.Session.Tenant, request.Step, effect.Attempt)
            {
                TraceParent = attempt?.TraceParent, RunTraceParent = request.TraceParent,
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
            attempt?.Answered(content);
            return new CompleteToolCall(effect.Run, effect.Step, effect.Attempt, await contents.WriteAsync(request.Session, content, cancellation), isError);
        }
    }
}
