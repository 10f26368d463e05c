using AgentGrains.Api.Access;
using AgentGrains.Api.Json;
using AgentGrains.Api.Messages;
using AgentGrains.Contracts;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Api.Runs;

/// <summary>Sends inputs to runs and answers with the run after it.</summary>
internal sealed class RunSender(ISessions sessions, RunReader runs, ContentStore contents, MessageStorage messages)
{
    /// <summary>Sends an input. One that its run took in before is answered with the run as it is, also after the run has ended.</summary>
    /// <param name="context">The request.</param>
    /// <param name="run">The run.</param>
    /// <param name="status">The status of the answer; 202 says where the run is.</param>
    /// <param name="input">Makes the input, and stores what it refers to.</param>
    /// <param name="endedIsFine">Whether a run that has ended is answered as it is, because it is what was asked for.</param>
    /// <exception cref="AgentGrainsException">There is no such run, it has ended, or it refuses the input.</exception>
    public async Task SendAsync(HttpContext context, RunId run, int status, Func<InputContents, ValueTask<SessionInput>> input, bool endedIsFine = false)
    {
        var key = new SessionKey(context.Tenant(), run.Session);
        // A run that ended long ago is known to the list only, not to its session any more.
        var view = await runs.FindAsync(key.Tenant, run, context.RequestAborted);
        var ended = view.Status.HasEnded();
        if (!ended || !endedIsFine)
        {
            var made = await input(new InputContents(contents, messages, key, stores: !ended, context.RequestAborted));
            view = await SendAsync(key, made, run, ended, context.RequestAborted) ?? view;
        }
        var body = await runs.BodyAsync(key.Tenant, view, context.RequestAborted);
        await Answer.WriteAsync(context, status, body, ApiJson.Wire.RunBody, status == StatusCodes.Status202Accepted ? $"/v1/runs/{run}" : null);
    }

    private async Task<RunView?> SendAsync(SessionKey session, SessionInput input, RunId run, bool ended, CancellationToken cancellation)
    {
        try
        {
            return await sessions.SendAsync(session, input, run.Key, cancellation);
        }
        catch (AgentGrainsException unknown) when (ended && unknown.Code == ErrorCodes.NotFound)
        {
            throw new AgentGrainsException(ErrorCodes.RunEnded, $"The run {run} has ended. Start a new run in its session.");
        }
    }
}
