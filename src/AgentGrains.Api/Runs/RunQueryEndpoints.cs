using AgentGrains.Api.Access;
using AgentGrains.Api.Json;
using AgentGrains.Api.OpenApi;
using AgentGrains.Api.Parameters;
using AgentGrains.Contracts;
using AgentGrains.Core;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AgentGrains.Api.Runs;

/// <summary>Shows and lists runs and their steps.</summary>
internal sealed class RunQueryEndpoints(RunReader runs, StepReader steps, IVisibilityStore visibility)
{
    private const string List = "runs";

    private static readonly string[] Statuses = ["queued", "running", "waiting", "paused", "completed", "failed", "cancelled", "terminated"];

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/v1/runs").WithTags("Runs");
        group.MapGet("/", ListAsync).WithName("ListRuns").Needs(Scopes.Viewer).WithSummary("Lists runs, the newest first").Produces<RunListBody>()
            .WithQuery("status", "With this status.").WithQuery("agent", "Of this agent.").WithQuery("session", "Of this session.")
            .WithQuery("created_after", "Created after this time.").WithPage().WithProblems();
        group.MapGet("/{id}", GetAsync).WithName("GetRun").Needs(Scopes.Viewer).WithSummary("Shows a run").Produces<RunBody>().WithProblems(404);
        group.MapGet("/{id}/steps", StepsAsync).WithName("ListSteps").Needs(Scopes.Viewer).WithSummary("Lists the steps of a run, the oldest first").Produces<StepListBody>().WithPage().WithProblems(404);
    }

    private async Task GetAsync(HttpContext context, string id)
    {
        var view = await runs.FindAsync(context.Tenant(), Query.Run(id), context.RequestAborted);
        await Answer.WriteAsync(context, StatusCodes.Status200OK, await runs.BodyAsync(context.Tenant(), view, context.RequestAborted), ApiJson.Wire.RunBody);
    }

    private async Task StepsAsync(HttpContext context, string id)
    {
        var view = await runs.FindAsync(context.Tenant(), Query.Run(id), context.RequestAborted);
        var limit = Query.Limit(context) ?? Query.DefaultLimit;
        var page = await steps.ReadAsync(context.Tenant(), view.Id, limit, Query.Text(context, "cursor"), context.RequestAborted);
        await Answer.WriteAsync(context, StatusCodes.Status200OK, page, ApiJson.Wire.StepListBody);
    }

    private async Task ListAsync(HttpContext context, CancellationToken cancellation)
    {
        var limit = Query.Limit(context) ?? Query.DefaultLimit;
        var agent = Query.Text(context, "agent");
        var status = Query.Word(context, "status", Statuses);
        var createdAfter = Query.Time(context, "created_after");
        var session = Query.Text(context, "session");
        if (session is not null && !SessionId.TryParse(session, out _))
            throw Query.Invalid("session", "is a session's id, ses_….");

        var filter = $"{agent}|{status}|{session}|{(createdAfter is { } time ? WireTime.Format(time) : null)}";
        var after = Cursor.Read(Query.Text(context, "cursor"), List, filter, id => RunId.TryParse(id, out _));
        var query = new VisibilityQuery(agent, session is null ? null : SessionId.Parse(session), status, createdAfter, after, limit + 1);
        var found = await visibility.ListRunsAsync(context.Tenant(), query, cancellation);
        var page = await Task.WhenAll(found.Take(limit).Select(view => runs.BodyAsync(context.Tenant(), view, cancellation).AsTask()));
        var next = found.Count > limit ? Cursor.Write(List, filter, page[^1].Id) : null;
        await Answer.WriteAsync(context, StatusCodes.Status200OK, new RunListBody(page, next), ApiJson.Wire.RunListBody);
    }
}
