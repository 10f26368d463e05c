using System.Collections.Immutable;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Effects;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Models;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Stores;

namespace AgentGrains.Runtime.Effects;

/// <summary>Executes model calls.</summary>
/// <param name="catalog">The configured models.</param>
/// <param name="contents">Where large texts are.</param>
/// <param name="results">Stores the answers.</param>
/// <param name="jitter">Chance for delays.</param>
/// <param name="maxAnswerBytes">The most bytes an answer may have.</param>
public sealed class ModelCallExecutor(IModelCatalog catalog, ContentStore contents, ResultContents results, Jitter jitter, int maxAnswerBytes) : IEffectExecutor
{
    /// <inheritdoc/>
    public Type EffectType => typeof(Effect.CallModel);

    /// <inheritdoc/>
    public EffectSlots Slots => EffectSlots.Models;

    /// <inheritdoc/>
    public async Task<SessionInput> ExecuteAsync(EffectContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var effect = (Effect.CallModel)context.Effect;
        if (catalog.Find(effect.Model) is not { } client)
            return Fail(effect, ErrorCodes.UnknownModel, $"No model '{effect.Model}' is configured. There are: {string.Join(", ", catalog.Names)}.", permanent: true, RetryClass.Attempts);
        var tools = AgentTools.Of(context.Agent);
        try
        {
            var prompt = await Prompt.ReadAsync(context.Session.Tenant, context.Messages, context.AnyStored, contents, cancellation);
            var call = new ModelRequest(context.Step, effect.Attempt, context.Agent.Instructions, prompt, tools.Declarations, maxAnswerBytes)
            {
                Parameters = context.Agent.ModelParameters ?? ModelParameters.None,
                Caller = $"{context.Session.Tenant}/{context.AgentName}",
                Correction = effect.Correction,
            };
            context.Observer.Asked(call);
            var answer = await client.CallAsync(call, piece => context.Output.Write(OutputChannels.Text, piece), cancellation);
            context.Observer.Answered(answer);
            return await CompleteAsync(context, effect, answer, tools, cancellation);
        }
        catch (ModelException failure)
        {
            context.Observer.Used(failure.Usage, failure.Model);
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

    private async Task<SessionInput> CompleteAsync(EffectContext context, Effect.CallModel effect, ModelAnswer answer, AgentTools tools, CancellationToken cancellation)
    {
        var text = answer.Text is null ? null : await results.WriteAsync(context.Session, answer.Text, cancellation);
        var calls = ImmutableArray.CreateBuilder<AssistantToolCall>(answer.ToolCalls.Count);
        foreach (var call in answer.ToolCalls)
        {
            var fault = tools.FaultOf(call);
            calls.Add(new AssistantToolCall(call.Id, call.Name, await results.WriteAsync(context.Session, call.Arguments, cancellation), fault is not null)
            {
                Fault = fault,
                UniqueId = CallRefs.For(call.Id, context, calls),
                Extra = await WriteAsync(context, call.Extra, cancellation),
            });
        }
        return new CompleteModelCall(effect.Run, effect.Step, effect.Attempt, text, calls.MoveToImmutable(), answer.Usage, answer.FinishReason)
        {
            Ending = answer.Ending,
            Model = answer.Model,
            Extra = await WriteAsync(context, answer.Extra, cancellation),
        };
    }

    private async ValueTask<Content?> WriteAsync(EffectContext context, string? text, CancellationToken cancellation) =>
        text is null ? null : await results.WriteAsync(context.Session, text, cancellation);
}
