using AgentGrains.Contracts;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Runtime.Sessions;

namespace AgentGrains.Grains.Sessions;

/// <summary>Calls session grains for the runtime, as the service principal of their tenants.</summary>
internal sealed class GrainTransport(SessionCalls calls) : ISessionTransport
{
    public Task<AgentGrainsException?> SendAsync(SessionKey session, SessionInput input)
    {
        var call = new SessionCall(new InputEnvelope(input), null, null);
        return CallAsync(session, grain => grain.Send(call));
    }

    public Task<AgentGrainsException?> WakeAsync(SessionKey session) => CallAsync(session, static grain => grain.Wake());

    private async Task<AgentGrainsException?> CallAsync(SessionKey session, Func<ISessionGrain, Task<SessionReply>> call)
    {
        try
        {
            CallPrincipal.EnterService(session.Tenant);
            return (await call(calls.Grain(session))).Refusal is { } refusal ? Refusals.Read(refusal) : null;
        }
        catch (Exception failure) when (SessionCalls.IsUnreachable(failure))
        {
            throw new AgentGrainsException(ErrorCodes.HostUnreachable, $"No host answered for the session {session.Session}.", failure);
        }
    }
}
