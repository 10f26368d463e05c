using AgentGrains.Api.Access;
using AgentGrains.Api.Idempotency;
using AgentGrains.Api.OpenApi;
using AgentGrains.Api.Parameters;
using AgentGrains.Contracts;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AgentGrains.Api.Runs;

/// <summary>Stops, pauses and resumes runs. A repeated request changes nothing.</summary>
internal sealed class RunControlEndpoints(RunSender sender, RequestIdSource ids)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        Map(endpoints, "cancel", "CancelRun", "Stops a run cooperatively: what must not be cut off is waited for", (run, _) => new CancelRun(run), endedIsFine: true);
        Map(endpoints, "terminate", "TerminateRun", "Stops a run at once; its steps in flight are abandoned", (run, _) => new TerminateRun(run), endedIsFine: true);
        Map(endpoints, "pause", "PauseRun", "Pauses a run: steps in flight are recorded, no new step starts", (run, id) => new PauseRun(run) { Id = id }, endedIsFine: false);
        Map(endpoints, "resume", "ResumeRun", "Undoes a pause; what is held stays held", (run, id) => new ResumeRun(run) { Id = id }, endedIsFine: false);
    }

    private void Map(IEndpointRouteBuilder endpoints, string verb, string name, string summary, Func<RunKey, string?, SessionInput> input, bool endedIsFine) =>
        endpoints.MapPost($"/v1/runs/{{id}}:{verb}", (HttpContext context, string id) => SendAsync(context, Query.Run(id), input, endedIsFine))
            .WithTags("Runs").WithName(name).Needs(Scopes.Runner).WithSummary(summary).Produces<RunBody>(200).WithIdempotencyKey().WithProblems(404, 409);

    private Task SendAsync(HttpContext context, RunId run, Func<RunKey, string?, SessionInput> input, bool endedIsFine) =>
        sender.SendAsync(context, run, StatusCodes.Status200OK, _ => ValueTask.FromResult(input(run.Key, ids.Of(context).OfKey("ctl_"))), endedIsFine);
}
