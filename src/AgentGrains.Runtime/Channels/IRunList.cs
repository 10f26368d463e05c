using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;

namespace AgentGrains.Runtime.Channels;

/// <summary>Writes changes to the list of runs, together with those of other sessions. Safe for concurrent use.</summary>
public interface IRunList
{
    /// <summary>Lists changes; when it returns they are durable. It is repeated until it succeeds, and cancelled only when the host stops.</summary>
    Task WriteAsync(TenantId tenant, IReadOnlyList<VisibilityChange> changes);
}
