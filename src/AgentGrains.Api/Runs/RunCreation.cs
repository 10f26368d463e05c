using System.Collections.Immutable;
using AgentGrains.Api.Agents;
using AgentGrains.Api.Idempotency;
using AgentGrains.Api.Messages;
using AgentGrains.Contracts;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Stores;

namespace AgentGrains.Api.Runs;

/// <summary>Turns a request into what a session takes in.</summary>
internal sealed class RunCreation(ISessions sessions, RunnableAgents agents, MessageStorage storage, IVisibilityStore visibility)
{
    /// <summary>Checks a request and stores what has to be stored before a session can refer to it.</summary>
    public async ValueTask<PreparedRun> PrepareAsync(TenantId tenant, CreateRunRequest request, RequestIds ids, string? traceParent, CancellationToken cancellation)
    {
        Check(request);
        var agent = await agents.FindAsync(tenant, request.Agent);
        var session = request.Session is null ? ids.NewSession() : await ExistingAsync(tenant, request.Session, cancellation);
        var key = new SessionKey(tenant, session);
        var run = ids.NewRun(session);
        // A session remembers its last runs only, so a repeat that comes late is found on the list of runs.
        var before = ids.MayRepeat ? await visibility.ReadRunAsync(tenant, run, cancellation) : null;
        if (ids.MayRepeat && await visibility.IsErasedAsync(key, cancellation))
            throw new AgentGrainsException(ErrorCodes.NotFound, $"There is no session '{session}': it was erased.");
        var input = new CreateRun(
            run.Key, request.Agent, agent.Version, await MessagesAsync(key, request.Input, cancellation), agent.Definition.Limits.And(request.Limits?.ToLimits()),
            request.Metadata?.ToImmutableDictionary() ?? ImmutableDictionary<string, string>.Empty, request.OnConflict)
        {
            NewSession = request.Session is null && !ids.MayRepeat,
            OfExisting = request.Session is not null,
            TraceParent = traceParent,
        };
        return new PreparedRun(key, run, input, request.Session is null, before);
    }

    private static void Check(CreateRunRequest request)
    {
        var errors = new FieldErrors();
        request.Input.Check(errors);
        if (request.Limits is { } limits)
            LimitsValidator.Check(limits.ToLimits(), "limits", errors);
        if (request.Metadata is { } metadata)
            MetadataValidator.Check(metadata, "metadata", errors);
        errors.ThrowIfAny("request");
    }

    private async ValueTask<SessionId> ExistingAsync(TenantId tenant, string text, CancellationToken cancellation)
    {
        // Creating a run would open a session that is not there.
        return SessionId.TryParse(text, out var session) && await sessions.FindSessionAsync(new SessionKey(tenant, session), cancellation) is not null
            ? session
            : throw new AgentGrainsException(ErrorCodes.NotFound, $"There is no session '{Parameters.Query.Shown(text)}'.");
    }

    private async ValueTask<ImmutableArray<UserMessage>> MessagesAsync(SessionKey session, RunInput input, CancellationToken cancellation)
    {
        var messages = ImmutableArray.CreateBuilder<UserMessage>(input.Messages.Count);
        foreach (var message in input.Messages)
        {
            var (text, parts) = await storage.WriteAsync(session, message.Content, cancellation);
            messages.Add(new UserMessage(text, message.Role == "user" ? null : message.Role) { Parts = parts });
        }
        return messages.MoveToImmutable();
    }
}

/// <summary>A run that may be asked for.</summary>
/// <param name="Session">The session that executes it.</param>
/// <param name="Run">Its id.</param>
/// <param name="Input">What the session is to take in.</param>
/// <param name="IsNewSession">Whether the session is made for it.</param>
/// <param name="Before">The run itself, where an earlier attempt of the same request made it.</param>
internal sealed record PreparedRun(SessionKey Session, RunId Run, CreateRun Input, bool IsNewSession, RunView? Before);
