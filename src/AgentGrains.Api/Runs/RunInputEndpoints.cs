using AgentGrains.Api.Access;
using AgentGrains.Api.Idempotency;
using AgentGrains.Api.Json;
using AgentGrains.Api.Messages;
using AgentGrains.Api.OpenApi;
using AgentGrains.Api.Parameters;
using AgentGrains.Contracts;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AgentGrains.Api.Runs;

/// <summary>Receives inputs of active runs: messages, results of client tools, signals.</summary>
internal sealed class RunInputEndpoints(RunSender sender, RequestIdSource ids)
{
    private const int MaxNameLength = 128;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/v1/runs/{id}").WithTags("Runs");
        group.MapPost("/messages", MessageAsync).WithName("SendMessage").Needs(Scopes.Runner).WithSummary("Says something to an active run; the model sees it at its next call")
            .TakesJson<MessageRequest>().Produces<RunBody>(202).WithIdempotencyKey().WithProblems(404, 409, 413, 422);
        group.MapPost("/tool-results", ToolResultAsync).WithName("AnswerToolCall").Needs(Scopes.Runner).WithSummary("Answers a client tool")
            .TakesJson<ToolResultRequest>().Produces<RunBody>(202).WithIdempotencyKey().WithProblems(404, 409, 413, 422);
        group.MapPost("/signals", SignalAsync).WithName("SendSignal").Needs(Scopes.Runner).WithSummary("Sends a named signal; it is kept until the run waits for it")
            .TakesJson<SignalRequest>().Produces<RunBody>(202).WithIdempotencyKey().WithProblems(404, 409, 413, 422, 429);
    }

    private async Task MessageAsync(HttpContext context, string id)
    {
        var run = Query.Run(id);
        var request = await RequestBody.ReadAsync(context, ApiJson.Wire.MessageRequest);
        Check(errors =>
        {
            CheckId(request.Id, errors);
            ContentValidator.Check(request.Content, "user", "content", errors);
        });
        await sender.SendAsync(context, run, StatusCodes.Status202Accepted, async contents =>
        {
            var (text, parts) = await contents.MessageAsync(request.Content);
            return new SendMessage(run.Key, request.Id ?? ids.Of(context).New("msg_"), text) { Parts = parts };
        });
    }

    private async Task ToolResultAsync(HttpContext context, string id)
    {
        var run = Query.Run(id);
        var request = await RequestBody.ReadAsync(context, ApiJson.Wire.ToolResultRequest);
        Check(errors =>
        {
            CheckId(request.Id, errors);
            ContentValidator.CheckText(request.Content, "content", errors);
        });
        await sender.SendAsync(context, run, StatusCodes.Status202Accepted, async contents =>
            new AnswerToolCall(run.Key, request.ToolCallId, await contents.TextAsync(request.Content), request.IsError) { Id = request.Id });
    }

    private async Task SignalAsync(HttpContext context, string id)
    {
        var run = Query.Run(id);
        var request = await RequestBody.ReadAsync(context, ApiJson.Wire.SignalRequest);
        Check(errors =>
        {
            if (request.Name.Length is < 1 or > MaxNameLength)
                errors.Add("name", $"From 1 to {MaxNameLength} characters.");
            CheckId(request.Id, errors);
            ContentValidator.CheckText(request.Content, "content", errors);
        });
        await sender.SendAsync(context, run, StatusCodes.Status202Accepted, async contents =>
            new SendSignal(run.Key, request.Id ?? ids.Of(context).New("sig_"), request.Name, await contents.TextAsync(request.Content)));
    }

    private static void CheckId(string? id, FieldErrors errors)
    {
        if (id is { Length: < 1 or > MaxNameLength })
            errors.Add("id", $"From 1 to {MaxNameLength} characters.");
    }

    private static void Check(Action<FieldErrors> check)
    {
        var errors = new FieldErrors();
        check(errors);
        errors.ThrowIfAny("request");
    }
}
