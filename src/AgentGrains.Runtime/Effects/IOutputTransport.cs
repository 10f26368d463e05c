using AgentGrains.Core.Effects;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Runtime.Effects;

/// <summary>Carries live output to the subscribers of sessions. Safe for concurrent use.</summary>
public interface IOutputTransport
{
    /// <summary>Where the output of an attempt goes.</summary>
    IEffectOutput Of(SessionKey session, Effect effect);
}
