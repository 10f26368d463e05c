using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Testing.Doubles;

/// <summary>Gives answers in the ways a <see cref="Disturbance"/> asks for.</summary>
internal sealed class DisturbedAnswer(DisturbanceOptions options, TimeProvider time)
{
    /// <summary>Answers the disturbances that replace an answer before the request is worked on; false for all others.</summary>
    public async Task<bool> TryRefuseAsync(HttpContext context, Disturbance disturbance)
    {
        switch (disturbance)
        {
            case Disturbance.LostBefore:
                context.Abort();
                return true;
            case Disturbance.Throttled:
                context.Response.Headers.RetryAfter = options.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
                await RefuseAsync(context, StatusCodes.Status429TooManyRequests, "too many requests");
                return true;
            case Disturbance.Error503:
                await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "overloaded");
                return true;
            default:
                return false;
        }
    }

    /// <summary>Gives an answer of several parts, or what the disturbance makes of it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="disturbance">What happens to the answer.</param>
    /// <param name="parts">The answer, in the order it is written.</param>
    /// <param name="cutAfter">How many parts are written before a cut.</param>
    public async Task GiveAsync(HttpContext context, Disturbance disturbance, IReadOnlyList<ReadOnlyMemory<byte>> parts, int cutAfter)
    {
        switch (disturbance)
        {
            case Disturbance.LostAfter:
                context.Abort();
                return;
            case Disturbance.Error500:
                context.Response.Headers.ContentType = default;
                await RefuseAsync(context, StatusCodes.Status500InternalServerError, "internal error");
                return;
            case Disturbance.Late:
                await Task.Delay(options.LateBy, time, context.RequestAborted);
                break;
            default:
                break;
        }
        var cut = disturbance == Disturbance.Cut;
        foreach (var part in cut ? parts.Take(cutAfter) : parts)
            await context.Response.Body.WriteAsync(part, context.RequestAborted);
        // Without the flush the whole answer would go or stay at once.
        await context.Response.Body.FlushAsync(context.RequestAborted);
        if (cut)
            context.Abort();
        if (disturbance == Disturbance.HeldOpen)
            await Task.Delay(options.LateBy, time, context.RequestAborted);
    }

    /// <summary>Refuses in the form of chat completions, which any client can show.</summary>
    public static async Task RefuseAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(new { error = new { message, type = "double" } }, context.RequestAborted);
    }
}
