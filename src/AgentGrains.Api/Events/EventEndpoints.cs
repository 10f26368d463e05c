using System.Globalization;
using AgentGrains.Api.Access;
using AgentGrains.Api.OpenApi;
using AgentGrains.Api.Parameters;
using AgentGrains.Api.Runs;
using AgentGrains.Contracts;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AgentGrains.Api.Events;

/// <summary>Streams of events of runs and sessions.</summary>
internal sealed class EventEndpoints(ISessions sessions, RunReader runs, EventStreams streams)
{
    private const string LastEventId = "Last-Event-ID";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        Describe(endpoints.MapGet("/v1/runs/{id}/events", RunAsync).WithTags("Runs").WithName("StreamRunEvents").Needs(Scopes.Viewer)
            .WithSummary("Streams a run's events and closes after the last"));
        Describe(endpoints.MapGet("/v1/sessions/{id}/events", SessionAsync).WithTags("Sessions").WithName("StreamSessionEvents").Needs(Scopes.Viewer)
            .WithSummary("Streams a session's events until the client goes"));
    }

    private static void Describe(RouteHandlerBuilder endpoint) => endpoint.Produces<string>(200, "text/event-stream")
        .WithQuery("after", "Begin after this position; without it, from the beginning.").WithHeader(LastEventId, "As after: what a client that comes back sends.").WithProblems(404, 422);

    private async Task RunAsync(HttpContext context, string id)
    {
        var after = After(context);
        var view = await runs.FindAsync(context.Tenant(), Query.Run(id), context.RequestAborted);
        await streams.WriteRunAsync(context, view, after);
    }

    private async Task SessionAsync(HttpContext context, string id)
    {
        var after = After(context);
        var key = new SessionKey(context.Tenant(), Query.Session(id));
        if (await sessions.FindSessionAsync(key, context.RequestAborted) is null)
            throw new AgentGrainsException(ErrorCodes.NotFound, $"There is no session '{id}'.");
        await streams.WriteSessionAsync(context, key.Session, after);
    }

    private static long After(HttpContext context)
    {
        var after = Position("after", Query.Text(context, "after"));
        var last = Position(LastEventId, context.Request.Headers[LastEventId].ToString());
        return after is null || last is null || after == last
            ? after ?? last ?? -1
            : throw Query.Invalid("after", $"and {LastEventId} name different positions: send one of them.");
    }

    private static long? Position(string name, string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var position) && position >= -1
            ? position
            : throw Query.Invalid(name, "is a position in the journal: a whole number from 0, or -1 for the beginning.");
    }
}
