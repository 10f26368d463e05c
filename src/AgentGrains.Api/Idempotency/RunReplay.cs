using AgentGrains.Api.Access;
using AgentGrains.Api.Events;
using AgentGrains.Api.Runs;
using AgentGrains.Core.Ids;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Api.Idempotency;

/// <summary>Answers the repeat of a request that was answered with a stream: the run's events once more.</summary>
internal sealed class RunReplay(RunReader runs, EventStreams streams)
{
    private const string Runs = "/v1/runs/";

    /// <summary>Streams the events of the run that an answer points to; false where it points to none.</summary>
    public async ValueTask<bool> TryStreamAsync(HttpContext context, string? location)
    {
        if (location is null || !location.StartsWith(Runs, StringComparison.Ordinal) || !RunId.TryParse(location[Runs.Length..], out var run))
            return false;
        var view = await runs.FindAsync(context.Tenant(), run, context.RequestAborted);
        await streams.WriteRunAsync(context, view, -1);
        return true;
    }
}
