using AgentGrains.Core.Effects;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Runtime.Effects;
using AgentGrains.Runtime.Sessions;

namespace AgentGrains.Simulation.Hosts;

/// <summary>Calls sessions on whatever host they are; one that is gone never answers.</summary>
internal sealed class WorldTransport(World world) : ISessionTransport
{
    public async Task<AgentGrainsException?> SendAsync(SessionKey session, SessionInput input) => Read(await world.AskAsync(session, input), session);

    public async Task<AgentGrainsException?> WakeAsync(SessionKey session) => Read(await world.WakeAsync(session), session);

    private static AgentGrainsException? Read((bool Answered, AgentGrainsException? Refusal) answer, SessionKey session) => answer switch
    {
        { Refusal: { } refusal } => refusal,
        { Answered: true } => null,
        _ => throw new AgentGrainsException(ErrorCodes.HostUnreachable, $"No host answered for {session.Session}."),
    };
}

/// <summary>No one in the world watches live output.</summary>
internal sealed class NoOutput : IOutputTransport
{
    public IEffectOutput Of(SessionKey session, Effect effect) => EffectOutput.None;
}
