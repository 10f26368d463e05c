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
using Microsoft.Extensions.Logging;

namespace AgentGrains.Api.Idempotency;

/// <summary>Executes a POST with an Idempotency-Key once: a repeat gets the first response.</summary>
/// <remarks>
/// The record is stored before the work starts, and is the request's own until it ends. After a refusal, which wrote nothing, it is removed. After a failure it stays
/// without a response, because it is unknown what was written: the repeat does the work again with the same ids, which changes nothing that is done.
/// A request is executed to its end whether or not its client still listens.
/// </remarks>
internal sealed partial class IdempotencyMiddleware(
    RequestDelegate next, IIdempotencyStore store, RequestsInFlight inFlight, RequestOwner owners, RequestIdSource ids, RunReplay replay, TimeProvider time, ILogger<IdempotencyMiddleware> log)
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
        if (!inFlight.TryBegin(tenant, route, key, body, out var flight))
            throw flight.BodySha256 == body ? InFlight() : Reused();
        var client = context.RequestAborted;
        context.RequestAborted = CancellationToken.None;
        try
        {
            var record = new IdempotencyRecord(route, key, body, ids.NewSeed(), WireTime.Trim(time.GetUtcNow()), null) { Owner = owners.New() };
            var claim = await store.ClaimAsync(tenant, record, CancellationToken.None);
            if (claim.Record.BodySha256 != body)
                throw Reused();
            if (claim.Record.Answer is { } answer)
            {
                context.RequestAborted = client;
                await RepeatAsync(context, answer);
                return;
            }
            if (claim.IsNew)
                await ExecuteAsync(context, tenant, claim, mayRepeat: false, Answered);
            else if (!owners.IsElsewhere(claim.Record.Owner) && await store.PassOnAsync(tenant, claim, record.Owner, CancellationToken.None) is { } mine)
                await ExecuteAsync(context, tenant, mine, mayRepeat: true, Answered);
            else
                throw InFlight();
        }
        finally
        {
            flight.Dispose();
        }

        void Answered()
        {
            context.RequestAborted = client;
            flight.Dispose();
        }
    }

    private async Task ExecuteAsync(HttpContext context, TenantId tenant, IdempotencyClaim claim, bool mayRepeat, Action answer)
    {
        var wroteNothing = false;
        var request = new IdempotentRequest(store, tenant, claim, ids.From(claim.Record.Seed, mayRepeat), answer);
        context.Features.Set(request);
        try
        {
            await next(context);
            // What did not answer through the endpoint's own means, such as a wrong media type, wrote nothing either.
            wroteNothing = true;
        }
        catch (AgentGrainsException refused) when (refused.Code.Status < StatusCodes.Status500InternalServerError)
        {
            wroteNothing = true;
            throw;
        }
        finally
        {
            if (!request.IsAnswered)
                await EndAsync(request, wroteNothing && !mayRepeat);
        }
    }

    private async Task EndAsync(IdempotentRequest request, bool wroteNothing)
    {
        try
        {
            await request.EndAsync(wroteNothing);
        }
        catch (AgentGrainsException failure)
        {
            // The answer is the request's own. On this host the key is free; on others once the request cannot be executing any more.
            LogNotReleased(failure);
        }
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

    [LoggerMessage(LogEvents.IdempotencyNotReleased, LogLevel.Warning, "The record of an idempotent request could not be released; until it expires, other hosts answer repeats with 409.")]
    private partial void LogNotReleased(Exception failure);
}
