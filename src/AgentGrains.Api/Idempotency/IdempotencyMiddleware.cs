using System.Security.Cryptography;
using AgentGrains.Api.Access;
using AgentGrains.Api.Json;
using AgentGrains.Api.Parameters;
using AgentGrains.Contracts;
using AgentGrains.Core;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Api.Idempotency;

/// <summary>Executes a POST with an Idempotency-Key once: a repeat gets the first response.</summary>
/// <remarks>
/// The record is stored before the work starts. After a refusal, which wrote nothing, it is removed. After a failure it stays without a
/// response, because it is unknown what was written: the repeat does the work again with the same ids, which changes nothing that is done.
/// </remarks>
internal sealed class IdempotencyMiddleware(RequestDelegate next, IIdempotencyStore store, RequestsInFlight inFlight, RequestIdSource ids, RunReplay replay, TimeProvider time)
{
    private const string KeyHeader = "Idempotency-Key";
    private const string ReplayedHeader = "Idempotency-Replayed";
    private const int MaxKeyLength = 255;

    public Task InvokeAsync(HttpContext context) =>
        HttpMethods.IsPost(context.Request.Method) && context.Features.Get<Principal>() is not null && context.GetEndpoint() is not null
        && context.Request.Headers.TryGetValue(KeyHeader, out var keys)
            ? InvokeAsync(context, keys.Count == 1 ? Check(keys[0]) : throw Query.Invalid(KeyHeader, "may come once."))
            : next(context);

    private async Task InvokeAsync(HttpContext context, string key)
    {
        var tenant = context.Tenant();
        var route = $"POST {context.Request.Path}";
        var body = Convert.ToHexStringLower(SHA256.HashData((await RequestBody.KeepAsync(context)).Span));
        if (inFlight.TryBegin(tenant, route, key, body) is { } running)
            throw running == body ? InFlight() : Reused();
        try
        {
            var record = new IdempotencyRecord(route, key, body, ids.NewSeed(), WireTime.Trim(time.GetUtcNow()), null);
            var stored = await store.TryBeginAsync(tenant, record, context.RequestAborted);
            if (stored is not null && stored.BodySha256 != body)
                throw Reused();
            if (stored is { Answer: { } answer })
                await RepeatAsync(context, answer);
            else
                await ExecuteAsync(context, tenant, stored ?? record, mayRepeat: stored is not null);
        }
        finally
        {
            inFlight.End(tenant, route, key);
        }
    }

    private async Task ExecuteAsync(HttpContext context, TenantId tenant, IdempotencyRecord record, bool mayRepeat)
    {
        var answered = false;
        var request = new IdempotentRequest(store, tenant, record, ids.From(record.Seed, mayRepeat), () =>
        {
            answered = true;
            inFlight.End(tenant, record.Route, record.Key);
        });
        context.Features.Set(request);
        try
        {
            await next(context);
        }
        catch (AgentGrainsException refused) when (!answered && !mayRepeat && refused.Code.Status < StatusCodes.Status500InternalServerError)
        {
            await request.RemoveAsync();
            throw;
        }
        // What did not answer through the endpoint's own means, such as a wrong media type, wrote nothing either.
        if (!answered)
            await request.RemoveAsync();
    }

    private async Task RepeatAsync(HttpContext context, IdempotencyAnswer answer)
    {
        context.Response.Headers[ReplayedHeader] = "true";
        if (Preference.WantsEvents(context.Request) && await replay.TryStreamAsync(context, answer.Location))
            return;
        await Answer.WriteAsync(context, answer.Status, answer.ContentType, answer.Body, answer.Location);
    }

    private static string Check(string? key) =>
        key is { Length: >= 1 and <= MaxKeyLength } && !key.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? key
            : throw Query.Invalid(KeyHeader, $"has 1 to {MaxKeyLength} visible ASCII characters.");

    private static AgentGrainsException InFlight() =>
        new(ErrorCodes.RequestInFlight, "The first request with this Idempotency-Key is still in flight. Repeat it after Retry-After.") { RetryAfter = TimeSpan.FromSeconds(1) };

    private static AgentGrainsException Reused() =>
        new(ErrorCodes.IdempotencyKeyReused, "This Idempotency-Key was used with another body. Use a new key for a new request.");
}
