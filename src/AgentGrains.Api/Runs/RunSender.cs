using AgentGrains.Api.Access;
using AgentGrains.Api.Json;
using AgentGrains.Contracts;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Api.Runs;

/// <summary>Sends inputs to runs and answers with the run after it.</summary>
internal sealed class RunSender(ISessions sessions, RunReader runs)
{
    /// <summary>Sends an input that is made once the run is known to be unfinished.</summary>
    /// <param name="context">The request.</param>
    /// <param name="run">The run.</param>
    /// <param name="status">The status of the answer; 202 says where the run is.</param>
    /// <param name="input">Makes the input, and stores what it refers to.</param>
    /// <param name="endedIsFine">Whether a run that has ended is answered as it is, because it is what was asked for.</param>
    /// <exception cref="AgentGrainsException">There is no such run, it has ended, or it refuses the input.</exception>
    public async Task SendAsync(HttpContext context, RunId run, int status, Func<SessionKey, ValueTask<SessionInput>> input, bool endedIsFine = false)
    {
        var key = new SessionKey(context.Tenant(), run.Session);
        // A run that ended long ago is known to the list only, not to its session any more.
        var view = await runs.FindAsync(key.Tenant, run, context.RequestAborted);
        if (!view.Status.HasEnded())
            view = await sessions.SendAsync(key, await input(key), run.Key, context.RequestAborted) ?? view;
        else if (!endedIsFine)
            throw new AgentGrainsException(ErrorCodes.RunEnded, $"The run {run} has ended. Start a new run in its session.");
        var body = await runs.BodyAsync(key.Tenant, view, context.RequestAborted);
        await Answer.WriteAsync(context, status, body, ApiJson.Wire.RunBody, status == StatusCodes.Status202Accepted ? $"/v1/runs/{run}" : null);
    }
}
