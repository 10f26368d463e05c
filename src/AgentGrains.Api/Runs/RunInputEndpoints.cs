using AgentGrains.Api.Access;
using AgentGrains.Api.Idempotency;
using AgentGrains.Api.Json;
using AgentGrains.Api.Messages;
using AgentGrains.Api.OpenApi;
using AgentGrains.Api.Parameters;
using AgentGrains.Contracts;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AgentGrains.Api.Runs;

/// <summary>Receives inputs of active runs: messages, results of client tools, signals.</summary>
internal sealed class RunInputEndpoints(ISessions sessions, RunReader runs, ContentStore contents, MessageStorage storage, RequestIdSource ids)
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
        Check(errors => ContentValidator.Check(request.Content, "user", "content", errors));
        await SendAsync(context, run, async key =>
        {
            var (text, parts) = await storage.WriteAsync(key, request.Content, context.RequestAborted);
            return new SendMessage(run.Key, ids.Of(context).New("msg_"), text) { Parts = parts };
        });
    }

    private async Task ToolResultAsync(HttpContext context, string id)
    {
        var run = Query.Run(id);
        var request = await RequestBody.ReadAsync(context, ApiJson.Wire.ToolResultRequest);
        Check(errors => CheckText(request.Content, errors));
        await SendAsync(context, run, async key => new AnswerToolCall(run.Key, request.ToolCallId, await WriteAsync(context, key, request.Content), request.IsError));
    }

    private async Task SignalAsync(HttpContext context, string id)
    {
        var run = Query.Run(id);
        var request = await RequestBody.ReadAsync(context, ApiJson.Wire.SignalRequest);
        Check(errors =>
        {
            if (request.Name.Length is < 1 or > MaxNameLength)
                errors.Add("name", $"From 1 to {MaxNameLength} characters.");
            if (request.Id is { Length: < 1 or > MaxNameLength })
                errors.Add("id", $"From 1 to {MaxNameLength} characters.");
            CheckText(request.Content, errors);
        });
        await SendAsync(context, run, async key => new SendSignal(run.Key, request.Id ?? ids.Of(context).New("sig_"), request.Name, await WriteAsync(context, key, request.Content)));
    }

    private async Task SendAsync(HttpContext context, RunId run, Func<SessionKey, Task<SessionInput>> input)
    {
        var key = new SessionKey(context.Tenant(), run.Session);
        var view = await runs.FindAsync(key.Tenant, run, context.RequestAborted);
        // A run that ended long ago is known to the list only, not to its session any more.
        if (view.Status.HasEnded())
            throw new AgentGrainsException(ErrorCodes.RunEnded, $"The run {run} has ended. Start a new run in its session.");
        view = await sessions.SendAsync(key, await input(key), run.Key, context.RequestAborted) ?? view;
        await Answer.WriteAsync(context, StatusCodes.Status202Accepted, await runs.BodyAsync(key.Tenant, view, context.RequestAborted), ApiJson.Wire.RunBody, $"/v1/runs/{run}");
    }

    private ValueTask<Content> WriteAsync(HttpContext context, SessionKey key, string text) => contents.WriteAsync(key, text, context.RequestAborted);

    private static void CheckText(string text, FieldErrors errors) => ContentValidator.Check(new MessageContent(text, null), "user", "content", errors);

    private static void Check(Action<FieldErrors> check)
    {
        var errors = new FieldErrors();
        check(errors);
        errors.ThrowIfAny("request");
    }
}
