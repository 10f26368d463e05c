using System.Collections.Immutable;
using AgentGrains.Api.Access;
using AgentGrains.Api.Agents;
using AgentGrains.Api.Idempotency;
using AgentGrains.Api.Json;
using AgentGrains.Api.OpenApi;
using AgentGrains.Api.Parameters;
using AgentGrains.Contracts;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AgentGrains.Api.Sessions;

/// <summary>Opens sessions, shows, lists and erases them.</summary>
internal sealed class SessionEndpoints(ISessions sessions, IVisibilityStore visibility, RunnableAgents agents, RequestIdSource ids, ConversationReader conversations)
{
    private const string List = "sessions";
    private static readonly string[] Statuses = [SessionView.Active, SessionView.Idle];

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/v1/sessions").WithTags("Sessions");
        group.MapPost("/", CreateAsync).WithName("CreateSession").Needs(Scopes.Runner).WithSummary("Opens a session of an agent")
            .TakesJson<CreateSessionRequest>().Produces<SessionBody>(201).WithIdempotencyKey().WithProblems(404, 409, 413, 422);
        group.MapGet("/", ListAsync).WithName("ListSessions").Needs(Scopes.Viewer).WithSummary("Lists sessions, the newest first").Produces<SessionListBody>()
            .WithQuery("agent", "Of this agent.").WithQuery("status", "active or idle.").WithPage().WithProblems();
        group.MapGet("/{id}", GetAsync).WithName("GetSession").Needs(Scopes.Viewer).WithSummary("Shows a session").Produces<SessionBody>().WithProblems(404);
        group.MapGet("/{id}/messages", MessagesAsync).WithName("ListMessages").Needs(Scopes.Viewer).WithSummary("Shows the conversation as chat messages, the oldest first")
            .Produces<MessageListBody>().WithPage().WithProblems(404);
        group.MapDelete("/{id}", DeleteAsync).WithName("DeleteSession").Needs(Scopes.Runner).WithSummary("Erases a session in every store").Produces(204).WithProblems(404);
    }

    private async Task CreateAsync(HttpContext context, CancellationToken cancellation)
    {
        var request = await RequestBody.ReadAsync(context, ApiJson.Wire.CreateSessionRequest);
        var metadata = request.Metadata ?? ImmutableDictionary<string, string>.Empty;
        var errors = new FieldErrors();
        MetadataValidator.Check(metadata, "metadata", errors);
        errors.ThrowIfAny("request");
        await agents.FindAsync(context.Tenant(), request.Agent);

        var key = new SessionKey(context.Tenant(), ids.Of(context).NewSession());
        if (ids.Of(context).MayRepeat && await visibility.IsErasedAsync(key, cancellation))
            throw NotFound(key.Session.ToString());
        await sessions.SendAsync(key, new OpenSession(request.Agent, metadata.ToImmutableDictionary()), null, cancellation);
        await Answer.WriteAsync(context, StatusCodes.Status201Created, SessionBody.Of(await FindAsync(key, context)), ApiJson.Wire.SessionBody, $"/v1/sessions/{key.Session}");
    }

    private async Task GetAsync(HttpContext context, string id) =>
        await Answer.WriteAsync(context, StatusCodes.Status200OK, SessionBody.Of(await FindAsync(Key(context, id), context)), ApiJson.Wire.SessionBody);

    private async Task MessagesAsync(HttpContext context, string id)
    {
        var key = Key(context, id);
        await FindAsync(key, context);
        var page = await conversations.ReadAsync(key, Query.Limit(context), Query.Text(context, "cursor"), context.RequestAborted);
        await Answer.WriteAsync(context, StatusCodes.Status200OK, page, ApiJson.Wire.MessageListBody);
    }

    private async Task ListAsync(HttpContext context, CancellationToken cancellation)
    {
        var limit = Query.Limit(context) ?? Query.DefaultLimit;
        var agent = Query.Text(context, "agent");
        var status = Query.Word(context, "status", Statuses);
        var filter = $"{agent}|{status}";
        var after = Cursor.Read(Query.Text(context, "cursor"), List, filter, id => SessionId.TryParse(id, out _));
        var found = await visibility.ListSessionsAsync(context.Tenant(), new VisibilityQuery(agent, null, status, null, after, limit + 1), cancellation);
        var page = found.Take(limit).Select(SessionBody.Of).ToList();
        var next = found.Count > limit ? Cursor.Write(List, filter, page[^1].Id) : null;
        await Answer.WriteAsync(context, StatusCodes.Status200OK, new SessionListBody(page, next), ApiJson.Wire.SessionListBody);
    }

    private async Task DeleteAsync(HttpContext context, string id)
    {
        var key = Key(context, id);
        if (!await sessions.DeleteAsync(key, context.RequestAborted) && !await visibility.IsErasedAsync(key, context.RequestAborted))
            throw NotFound(id);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async ValueTask<SessionView> FindAsync(SessionKey key, HttpContext context) =>
        await sessions.FindSessionAsync(key, context.RequestAborted) ?? throw NotFound(key.Session.ToString());

    private static SessionKey Key(HttpContext context, string id) => new(context.Tenant(), Query.Session(id));

    private static AgentGrainsException NotFound(string id) => new(ErrorCodes.NotFound, $"There is no session '{id}'.");
}
