using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Errors;
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

/// <summary>Carries out model calls.</summary>
internal sealed class ModelWorker(IModelCatalog catalog, ContentStore contents, SessionReaderTable readers, Jitter jitter, IOptions<GrainsOptions> options)
{
    private static readonly ReadOnlyMemory<byte> AnyObject = "{\"type\":\"object\"}"u8.ToArray();

    public async Task<SessionInput> CallAsync(EffectRequest request, Effect.CallModel effect, AttemptTelemetry? attempt, CancellationToken cancellation)
    {
        if (catalog.Find(effect.Model) is not { } client)
            return Fail(ErrorCodes.UnknownModel, $"No model '{effect.Model}' is configured. There are: {string.Join(", ", catalog.Names)}.", permanent: true);
        try
        {
            var prompt = await Prompt.ReadAsync(request.Session.Tenant, request.Messages, request.AnyStored, contents, cancellation);
            var call = new ModelCall(request.Step, effect.Attempt, request.Agent.Instructions, prompt, Declare(request.Agent), options.Value.MaxAnswerBytes);
            attempt?.Asked(call);
            var answer = await client.CallAsync(call, piece => readers.Delta(request.Session, effect.Run, effect.Step, effect.Attempt, piece), cancellation);
            attempt?.Answered(answer);
            return await CompleteAsync(request, effect, answer, cancellation);
        }
        catch (ModelException failure)
        {
            return Fail(CodeOf(failure.Kind), failure.Message, failure.Kind is not (ModelFailureKind.Transient or ModelFailureKind.Throttled), failure.RetryAfter);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            return Fail(ErrorCodes.ModelFailed, failure.Message, permanent: false);
        }

        FailAttempt Fail(ErrorCode code, string message, bool permanent, TimeSpan? retryAfter = null) =>
            new(effect.Run, effect.Step, effect.Attempt, new RunError(code.Value, message), permanent, MayHaveRun: true, retryAfter, jitter.Next());
    }

    private async Task<SessionInput> CompleteAsync(EffectRequest request, Effect.CallModel effect, ModelAnswer answer, CancellationToken cancellation)
    {
        var text = answer.Text is null ? null : await contents.WriteAsync(request.Session, answer.Text, cancellation);
        var calls = ImmutableArray.CreateBuilder<AssistantToolCall>(answer.ToolCalls.Count);
        foreach (var call in answer.ToolCalls)
            calls.Add(new AssistantToolCall(call.Id, call.Name, await contents.WriteAsync(request.Session, call.Arguments, cancellation), !IsObject(call.Arguments)));
        return new CompleteModelCall(effect.Run, effect.Step, effect.Attempt, text, calls.MoveToImmutable(), answer.Usage, answer.FinishReason);
    }

    private static List<ToolDeclaration> Declare(AgentDefinition agent)
    {
        var declarations = new List<ToolDeclaration>(agent.Tools.Count);
        foreach (var tool in agent.Tools)
        {
            var builtin = tool.Type == "builtin" ? BuiltinTools.Declarations.GetValueOrDefault(tool.Name) : null;
            var schema = tool.Parameters is { } parameters ? Encoding.UTF8.GetBytes(parameters.GetRawText()) : builtin?.ParametersSchema ?? AnyObject;
            declarations.Add(new ToolDeclaration(tool.Name, tool.Description.Length > 0 ? tool.Description : builtin?.Description ?? "", schema));
        }
        return declarations;
    }

    /// <summary>Whether the arguments are one JSON object; nothing at all counts as an empty one.</summary>
    private static bool IsObject(string arguments)
    {
        if (string.IsNullOrWhiteSpace(arguments))
            return true;
        try
        {
            using var document = JsonDocument.Parse(arguments);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static ErrorCode CodeOf(ModelFailureKind kind) => kind switch
    {
        ModelFailureKind.ContextOverflow => ErrorCodes.ContextOverflow,
        ModelFailureKind.AnswerTooLarge => ErrorCodes.ModelAnswerTooLarge,
        _ => ErrorCodes.ModelFailed,
    };
}
