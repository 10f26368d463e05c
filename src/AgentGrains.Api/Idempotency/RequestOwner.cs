using System.Globalization;
using AgentGrains.Contracts;
using AgentGrains.Core.Ids;

namespace AgentGrains.Api.Idempotency;

/// <summary>Names the requests that own records: by host, time, and an id of each.</summary>
internal sealed class RequestOwner(IServiceHosts hosts, IdSource ids, TimeProvider time)
{
    /// <summary>How long a record is its request's at most: longer than any request lasts, and than clocks differ.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    private const char Separator = '|';

    /// <summary>A text for a new request of this host.</summary>
    public string New() => string.Create(CultureInfo.InvariantCulture, $"{hosts.Own}{Separator}{time.GetUtcNow().ToUnixTimeMilliseconds()}{Separator}{ids.New("")}");

    /// <summary>Whether another host may still execute the request. What this host executes it knows by itself (<see cref="RequestsInFlight"/>).</summary>
    public bool IsElsewhere(string owner) =>
        owner.Split(Separator) is [var host, var at, _] && host != hosts.Own && hosts.IsAlive(host)
        && long.TryParse(at, CultureInfo.InvariantCulture, out var since) && time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(since) < Longest;
}
