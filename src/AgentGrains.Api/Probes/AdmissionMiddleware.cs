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

    private readonly Places working = new(options.Value.MaxRequests, "requests are in flight");
    private readonly Places waiting = new(options.Value.MaxWaiting, "requests wait");

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(Served))
        {
            await next(context);
            return;
        }
        if (readiness.Current is { Started: false } stage)
            throw Refusal($"The service is starting: {stage.Missing ?? stage.Name}", stage.RetryAfter);
        var places = OnlyWaits(context.Request) ? waiting : working;
        try
        {
            places.Take();
            await next(context);
        }
        finally
        {
            places.Leave();
        }
    }

    /// <summary>Who waits holds a place for long and costs little meanwhile.</summary>
    private static bool OnlyWaits(HttpRequest request) =>
        Preference.WantsEvents(request) || Preference.Waits(request) || request.Path.Value!.EndsWith("/events", StringComparison.Ordinal);

    private static AgentGrainsException Refusal(string detail, TimeSpan? retryAfter) => new(ErrorCodes.NotReady, detail) { RetryAfter = retryAfter };

    private sealed class Places(int most, string what)
    {
        private int taken;

        public void Take()
        {
            if (Interlocked.Increment(ref taken) > most)
                throw Refusal($"{most} {what}, which is as many as may.", TryAgainAfter);
        }

        public void Leave() => Interlocked.Decrement(ref taken);
    }
}
