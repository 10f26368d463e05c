using AgentGrains.Api.Parameters;
using AgentGrains.Core.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AgentGrains.Api.Probes;

/// <summary>Refuses whatever comes before the service has started, and what is more than it takes at once: early, so that a refusal costs next to nothing.</summary>
internal sealed class AdmissionMiddleware(RequestDelegate next, IReadiness readiness, IOptions<AdmissionOptions> options)
{
    private static readonly PathString Served = new("/v1");
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(1);

    private readonly int most = options.Value.MaxRequests;
    private int underWay;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(Served))
        {
            await next(context);
            return;
        }
        if (readiness.Current is { Started: false } stage)
            throw Refusal($"The service is starting: {stage.Missing ?? stage.Name}", stage.RetryAfter);
        if (OnlyWaits(context.Request))
        {
            await next(context);
            return;
        }
        try
        {
            if (Interlocked.Increment(ref underWay) > most)
                throw Refusal($"{most} requests are under way, which is as many as may be.", TryAgainAfter);
            await next(context);
        }
        finally
        {
            Interlocked.Decrement(ref underWay);
        }
    }

    private static bool OnlyWaits(HttpRequest request) =>
        Preference.WantsEvents(request) || request.Headers.ContainsKey("Prefer") || request.Path.Value!.EndsWith("/events", StringComparison.Ordinal);

    private static AgentGrainsException Refusal(string detail, TimeSpan? retryAfter) => new(ErrorCodes.NotReady, detail) { RetryAfter = retryAfter };
}
