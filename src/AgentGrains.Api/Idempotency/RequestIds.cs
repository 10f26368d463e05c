using AgentGrains.Core.Ids;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Api.Idempotency;

/// <summary>Creates the ids that one request needs. With a seed they are the same each time the request is executed.</summary>
/// <param name="source">Creates ids if there is no seed.</param>
/// <param name="seed">A ULID; null where the request has no Idempotency-Key.</param>
/// <param name="mayRepeat">Whether an earlier attempt of the request may have made its things.</param>
internal sealed class RequestIds(IdSource source, string? seed, bool mayRepeat)
{
    // A run's key is the first sixteen characters of a ULID: its time and six of its chance.
    private const int RunKeyLength = 16;

    /// <summary>Whether an earlier attempt of the request may have made its things.</summary>
    public bool MayRepeat => mayRepeat;

    /// <summary>The session the request makes.</summary>
    public SessionId NewSession() => seed is null ? source.NewSession() : SessionId.Parse(SessionId.Prefix + seed);

    /// <summary>The run the request makes.</summary>
    public RunId NewRun(SessionId session) => seed is null
        ? source.NewRun(session)
        : RunId.Parse(string.Concat(RunId.Prefix, seed.AsSpan(0, RunKeyLength), session.ToString().AsSpan(SessionId.Prefix.Length)));

    /// <summary>An id with a prefix for what has none of its own; null if the request has no Idempotency-Key, so that no repeat could have the same.</summary>
    public string? OfKey(string prefix) => seed is null ? null : prefix + seed;

    /// <summary>An id with a prefix, such as <c>msg_</c>.</summary>
    public string New(string prefix) => seed is null ? source.New(prefix) : prefix + seed;
}

/// <summary>Finds the ids of a request.</summary>
/// <param name="source">Makes ids where the request has no Idempotency-Key.</param>
internal sealed class RequestIdSource(IdSource source)
{
    private readonly RequestIds unseeded = new(source, null, false);

    /// <summary>The ids of a request: those of its Idempotency-Key, where it has one.</summary>
    public RequestIds Of(HttpContext context) => context.Features.Get<IdempotentRequest>()?.Ids ?? unseeded;

    /// <summary>A new seed.</summary>
    public string NewSeed() => source.New("");

    /// <summary>Ids that come from a seed.</summary>
    public RequestIds From(string seed, bool mayRepeat) => new(source, seed, mayRepeat);
}
