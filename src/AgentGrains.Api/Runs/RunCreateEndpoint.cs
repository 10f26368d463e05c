using System.Globalization;
using AgentGrains.Api.Access;
using AgentGrains.Api.Events;
using AgentGrains.Api.Idempotency;
using AgentGrains.Api.Json;
using AgentGrains.Api.OpenApi;
using AgentGrains.Api.Parameters;
using AgentGrains.Api.Probes;
using AgentGrains.Contracts;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AgentGrains.Api.Runs;

/// <summary>Takes new runs: answers at once, after a wait, or with the stream of events.</summary>
internal sealed class RunCreateEndpoint(
    ISessions sessions, RunCreation creation, RunReader runs, JournalReader journal, EventStreams streams, ProbeEndpoints probes, RequestIdSource ids, IReadiness readiness)
{
    public void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/v1/runs", CreateAsync).WithTags("Runs").WithName("CreateRun").Needs(Scopes.Runner).WithSummary("Starts a run")
            .WithDescription("Answers 202 at once. With Prefer: wait=N, answers 200 as soon as the run has ended or waits for a person or a client. With Accept: text/event-stream, streams its events.")
            .TakesJson<CreateRunRequest>().Produces<RunBody>(200).Produces<RunBody>(202).Produces<string>(200, "text/event-stream")
            .WithHeader("Prefer", "wait=N: answer when the run has settled, after N seconds at most (0 to 60).").WithIdempotencyKey().WithProblems(404, 409, 413, 422, 429, 503);

    private async Task CreateAsync(HttpContext context, CancellationToken cancellation)
    {
        probes.Require();
        var request = await RequestBody.ReadAsync(context, ApiJson.Wire.CreateRunRequest);
        var run = await creation.PrepareAsync(context.Tenant(), request, ids.Of(context), RequestTrace.Of(context), cancellation);
        if (Preference.WantsEvents(context.Request))
            await StreamAsync(context, run);
        else if (Preference.WaitSeconds(context.Request) is { } seconds)
            await WaitAsync(context, run, seconds);
        else
            await WriteAsync(context, StatusCodes.Status202Accepted, await SendAsync(context, run));
    }

    private async Task WaitAsync(HttpContext context, PreparedRun run, int seconds)
    {
        var view = run.Before is null && seconds > 0
            ? await SendAndWaitAsync(context, run, TimeSpan.FromSeconds(seconds))
            : await SendAsync(context, run);
        context.Response.Headers["Preference-Applied"] = string.Create(CultureInfo.InvariantCulture, $"wait={seconds}");
        await WriteAsync(context, view.HasSettled ? StatusCodes.Status200OK : StatusCodes.Status202Accepted, view);
    }

    private async Task<RunView> SendAndWaitAsync(HttpContext context, PreparedRun run, TimeSpan wait)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, readiness.Draining);
        try
        {
            return await sessions.SendAndWaitAsync(run.Session, run.Input, run.Run.Key, wait, stop.Token);
        }
        catch (OperationCanceledException) when (readiness.Draining.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            // A draining host ends the wait. The input is not accepted again: this only reads the state of the run.
            return await SendAsync(context, run);
        }
    }

    private async Task StreamAsync(HttpContext context, PreparedRun run)
    {
        // The run's events come behind what is in the journal now, except where an earlier attempt of the request may have written them.
        var isNew = run.Before is null && !ids.Of(context).MayRepeat;
        var after = run.IsNewSession || !isNew ? -1 : await journal.EndAsync(run.Session, context.RequestAborted) - 1;
        var view = await SendAsync(context, run);
        var location = Location(view);
        await Answer.KeepAsync(context, StatusCodes.Status202Accepted, await runs.BodyAsync(run.Session.Tenant, view, context.RequestAborted), ApiJson.Wire.RunBody, location);
        context.Response.Headers.Location = location;
        await streams.WriteRunAsync(context, view, view.Id == run.Run ? after : -1);
    }

    private async ValueTask<RunView> SendAsync(HttpContext context, PreparedRun run) =>
        run.Before
        ?? await sessions.SendAsync(run.Session, run.Input, run.Run.Key, context.RequestAborted)
        ?? throw new AgentGrainsException(ErrorCodes.HostUnreachable, $"The session took the run {run.Run} in and does not know it any more. Repeat the request.");

    private async ValueTask WriteAsync(HttpContext context, int status, RunView view) =>
        await Answer.WriteAsync(context, status, await runs.BodyAsync(context.Tenant(), view, context.RequestAborted), ApiJson.Wire.RunBody, Location(view));

    private static string Location(RunView view) => $"/v1/runs/{view.Id}";
}
