using AgentGrains.Api.Access;
using AgentGrains.Api.Idempotency;
using AgentGrains.Api.Json;
using AgentGrains.Api.Messages;
using AgentGrains.Api.OpenApi;
using AgentGrains.Api.Parameters;
using AgentGrains.Contracts;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AgentGrains.Api.Runs;

/// <summary>Releases what is held for recovery, by decisions that name step and attempt.</summary>
internal sealed class RunRecoveryEndpoints(RunSender sender, RequestIdSource ids)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/v1/runs/{id}:retry", RetryAsync).WithTags("Runs").WithName("RetryRun").Needs(Scopes.Approver)
            .WithSummary("Lets a held step be tried again; without a step, lets a quarantined run continue")
            .TakesJson<RetryRequest>().Produces<RunBody>(200).WithIdempotencyKey().WithProblems(404, 409, 413, 422);
        endpoints.MapPost("/v1/runs/{id}:skip", SkipAsync).WithTags("Runs").WithName("SkipStep").Needs(Scopes.Approver)
            .WithSummary("Gives the result of a held tool step, which is then not tried again")
            .TakesJson<SkipRequest>().Produces<RunBody>(200).WithIdempotencyKey().WithProblems(404, 409, 413, 422);
    }

    private async Task RetryAsync(HttpContext context, string id)
    {
        var run = Query.Run(id);
        var request = await RequestBody.ReadAsync(context, ApiJson.Wire.RetryRequest);
        var errors = new FieldErrors();
        if (request.Step is null != request.Attempt is null)
            errors.Add(request.Step is null ? "step" : "attempt", "Name a step and its attempt, or neither to let a quarantined run continue.");
        var step = Check(run, request.Step, request.Attempt, errors);
        errors.ThrowIfAny("request");
        SessionInput input = request.Attempt is { } attempt ? new RetryStep(run.Key, step, attempt) : new RetryRun(run.Key) { Id = ids.Of(context).OfKey("ctl_") };
        await sender.SendAsync(context, run, StatusCodes.Status200OK, _ => ValueTask.FromResult(input));
    }

    private async Task SkipAsync(HttpContext context, string id)
    {
        var run = Query.Run(id);
        var request = await RequestBody.ReadAsync(context, ApiJson.Wire.SkipRequest);
        var errors = new FieldErrors();
        var step = Check(run, request.Step, request.Attempt, errors);
        ContentValidator.CheckText(request.Content, "content", errors);
        errors.ThrowIfAny("request");
        await sender.SendAsync(context, run, StatusCodes.Status200OK, async contents =>
            new SkipStep(run.Key, step, request.Attempt, await contents.TextAsync(request.Content), request.IsError));
    }

    /// <summary>The number of the step that is named.</summary>
    private static int Check(RunId run, StepName? name, int? attempt, FieldErrors errors)
    {
        if (attempt < 1)
            errors.Add("attempt", "From 1.");
        if (name is null)
            return 0;
        if (name.NumberIn(run) is { } number)
            return number;
        errors.Add("step", $"A step of {run}: its id or its number, from 1.");
        return 0;
    }
}
