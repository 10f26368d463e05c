using AgentGrains.Core.Errors;
using AgentGrains.Core.Owners;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Stores;
using AgentGrains.Core.Tools;

namespace AgentGrains.Grains.Effects;

/// <summary>Carries out tool calls.</summary>
internal sealed class ToolWorker(IEnumerable<IToolExecutor> executors, ContentStore contents, Jitter jitter)
{
    private readonly IToolExecutor[] executors = [.. executors];

    public async Task<SessionInput> CallAsync(EffectRequest request, Effect.CallTool effect, CancellationToken cancellation)
    {
        var tool = request.Agent.FindTool(effect.Tool)!;
        var executor = Array.Find(executors, candidate => candidate.Handles(tool));
        if (executor is null)
            return await CompleteAsync($"The service cannot call tools of type '{tool.Type}'.", isError: true);

        ToolOutcome outcome;
        try
        {
            var arguments = await contents.ReadAsync(request.Session.Tenant, request.Arguments!, cancellation);
            var invocation = new ToolInvocation(tool, string.IsNullOrWhiteSpace(arguments) ? "{}" : arguments, request.Session.Tenant, request.Step, effect.Attempt);
            outcome = await executor.ExecuteAsync(invocation, cancellation);
        }
        catch (AgentGrainsException failure)
        {
            outcome = new ToolOutcome.Unanswered(failure.Message, MayHaveRun: false, failure.RetryAfter);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            outcome = new ToolOutcome.Unanswered(failure.Message, MayHaveRun: true, null);
        }
        return outcome switch
        {
            ToolOutcome.Answered answered => await CompleteAsync(answered.Content, answered.IsError),
            ToolOutcome.Unanswered unanswered => new FailAttempt(
                effect.Run, effect.Step, effect.Attempt, new RunError(ErrorCodes.ToolFailed.Value, unanswered.Message),
                Permanent: false, unanswered.MayHaveRun, unanswered.RetryAfter, jitter.Next()),
            _ => throw new InvalidOperationException($"Nobody knows the outcome {outcome.GetType().Name}."),
        };

        async Task<SessionInput> CompleteAsync(string content, bool isError) =>
            new CompleteToolCall(effect.Run, effect.Step, effect.Attempt, await contents.WriteAsync(request.Session, content, cancellation), isError);
    }
}
