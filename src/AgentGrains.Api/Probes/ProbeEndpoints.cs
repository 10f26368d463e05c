using System.Globalization;
using AgentGrains.Api.Json;
using AgentGrains.Core.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AgentGrains.Api.Probes;

/// <summary>The three probes, and the refusal of new runs while the service is not ready.</summary>
internal sealed class ProbeEndpoints(IReadiness readiness)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/health").WithTags("Probes");
        group.MapGet("/startup", Startup).WithName("GetStartup").WithSummary("Whether the service has started").Produces<ProbeBody>().Produces<ProbeBody>(503);
        group.MapGet("/live", Live).WithName("GetLive").WithSummary("Answers as long as the service's event loops turn; where nothing comes, restart it").Produces<ProbeBody>();
        group.MapGet("/ready", Ready).WithName("GetReady").WithSummary("Whether the service takes new runs").Produces<ProbeBody>().Produces<ProbeBody>(503);
    }

    /// <summary>Refuses a new run where the service does not take any.</summary>
    public void Require()
    {
        if (readiness.Current is { AcceptsRuns: false } stage)
            throw new AgentGrainsException(ErrorCodes.NotReady, $"The service takes no new runs now: {stage.Missing ?? stage.Name}.") { RetryAfter = stage.RetryAfter };
    }

    private ValueTask Startup(HttpContext context) => WriteAsync(context, readiness.Current, static stage => stage.Started);

    /// <summary>Requests and grains share one thread pool: a response from this endpoint shows that the pool runs.</summary>
    private ValueTask Live(HttpContext context) => WriteAsync(context, readiness.Current, static _ => true);

    private ValueTask Ready(HttpContext context) => WriteAsync(context, readiness.Current, static stage => stage.TakesRequests);

    private static ValueTask WriteAsync(HttpContext context, ServiceStage stage, Func<ServiceStage, bool> passes)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (passes(stage))
            return Answer.WriteAsync(context, StatusCodes.Status200OK, new ProbeBody("ok", stage.Name, null), ApiJson.Wire.ProbeBody);
        context.Response.Headers.RetryAfter = ((int)Math.Ceiling(stage.RetryAfter?.TotalSeconds ?? 1)).ToString(CultureInfo.InvariantCulture);
        return Answer.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, new ProbeBody("unavailable", stage.Name, stage.Missing), ApiJson.Wire.ProbeBody);
    }
}
