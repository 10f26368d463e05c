using System.Collections.Immutable;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Models;
using AgentGrains.Core.Owners;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Stores;
using AgentGrains.Grains.Hosting;
using AgentGrains.Grains.Sessions;
using AgentGrains.Grains.Telemetry;
using Microsoft.Extensions.Options;
using ErrorCode = AgentGrains.Core.Errors.ErrorCode;

namespace AgentGrains.Grains.Effects;

/// <summary>Executes model calls.</summary>
internal sealed class ModelWorker(IModelCatalog catalog, ContentStore contents, SessionReaderTable readers, Jitter jitter, IOptions<GrainsOptions> options) : IEffectExecutor
{
    public Type EffectType => typeof(Effect.CallModel);

    public int MaxConcurrent => options.Value.MaxModelCalls;

    public async Task<SessionInput> ExecuteAsync(EffectRequest request, AttemptTelemetry? attempt, CancellationToken cancellation)
    {
        var effect = (Effect.CallModel)request.Effect;
        if (catalog.Find(effect.Model) is not { } client)
            return Fail(effect, ErrorCodes.UnknownModel, $"No model '{effect.Model}' is configured. There are: {string.Join(", ", catalog.Names)}.", permanent: true, RetryClass.Attempts);
        var tools = AgentTools.Of(request.Agent);
        try
        {
            var prompt = await Prompt.ReadAsync(request.Session.Tenant, request.Messages, request.AnyStored, contents, cancellation);
            var call = new ModelCall(request.Step, effect.Attempt, request.Agent.Instructions, prompt, tools.Declarations, options.Value.MaxAnswerBytes)
            {
                Parameters = request.Agent.ModelParameters ?? ModelParameters.None,
                Caller = $"{request.Session.Tenant}/{request.Owner.State.Agent}",
                Correction = effect.Correction,
            };
            attempt?.Asked(call);
            var answer = await client.CallAsync(call, piece => readers.Delta(request.Session, effect.Run, effect.Step, effect.Attempt, piece), cancellation);
            attempt?.Answered(answer);
            return await CompleteAsync(request, effect, answer, tools, cancellation);
        }
        catch (ModelException failure)
        {
            attempt?.Used(failure.Usage, failure.Model);
            var (code, permanent, retry) = Consequence(failure.Kind);
            return Fail(effect, code, failure.Message, permanent, retry) with
            {
                RetryAfter = failure.RetryAfter,
                NotSent = failure.NotSent,
                Usage = AttemptUsage.Of(failure.Usage, failure.Model),
            };
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            return Fail(effect, ErrorCodes.ModelFailed, failure.Message, permanent: false, RetryClass.Attempts);
        }
    }

    private FailAttempt Fail(Effect.CallModel effect, ErrorCode code, string message, bool permanent, RetryClass retry) =>
        new(effect.Run, effect.Step, effect.Attempt, new RunError(code.Value, message), permanent, MayHaveRun: true, null, jitter.Next()) { Retry = retry };

    /// <summary>What follows from a failure of a kind.</summary>
    private static (ErrorCode Code, bool Permanent, RetryClass Retry) Consequence(ModelFailureKind kind) => kind switch
    {
        ModelFailureKind.BadAnswer => (ErrorCodes.ModelFailed, false, RetryClass.Answer),
        ModelFailureKind.Unavailable => (ErrorCodes.ModelFailed, false, RetryClass.Unavailable),
        ModelFailureKind.Throttled => (ErrorCodes.ModelFailed, false, RetryClass.Throttled),
        ModelFailureKind.Exhausted => (ErrorCodes.ProviderExhausted, false, RetryClass.Person),
        ModelFailureKind.SchemaMismatch => (ErrorCodes.AnswerMismatch, false, RetryClass.Correction),
        ModelFailureKind.ContextOverflow => (ErrorCodes.ContextOverflow, true, default),
        ModelFailureKind.AnswerTooLarge => (ErrorCodes.ModelAnswerTooLarge, true, default),
        ModelFailureKind.Filtered => (ErrorCodes.AnswerFiltered, true, default),
        _ => (ErrorCodes.ModelFailed, true, default),
    };

    private async Task<SessionInput> CompleteAsync(EffectRequest request, Effect.CallModel effect, ModelAnswer answer, AgentTools tools, CancellationToken cancellation)
    {
        var text = answer.Text is null ? null : await contents.WriteAsync(request.Session, answer.Text, cancellation);
        var calls = ImmutableArray.CreateBuilder<AssistantToolCall>(answer.ToolCalls.Count);
        foreach (var call in answer.ToolCalls)
        {
            var fault = tools.FaultOf(call);
            calls.Add(new AssistantToolCall(call.Id, call.Name, await contents.WriteAsync(request.Session, call.Arguments, cancellation), fault is not null)
            {
                Fault = fault,
                UniqueId = CallRefs.For(call.Id, request, calls),
                Extra = await WriteAsync(request, call.Extra, cancellation),
            });
        }
        return new CompleteModelCall(effect.Run, effect.Step, effect.Attempt, text, calls.MoveToImmutable(), answer.Usage, answer.FinishReason)
        {
            Ending = answer.Ending,
            Model = answer.Model,
            Extra = await WriteAsync(request, answer.Extra, cancellation),
        };
    }

    private async ValueTask<Content?> WriteAsync(EffectRequest request, string? text, CancellationToken cancellation) =>
        text is null ? null : await contents.WriteAsync(request.Session, text, cancellation);
}
