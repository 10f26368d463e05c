using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;

namespace AgentGrains.Core.Owners;

/// <summary>Brings changes to the visibility store, in batches, some time later.</summary>
public interface IRunList
{
    /// <summary>Lists a change soon; a newer one of the same run takes its place.</summary>
    void Post(TenantId tenant, VisibilityChange change);

    /// <summary>Ends when all that was posted of a tenant before is durable.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="urgent">Whether a caller waits for it, so that it is written without further batching.</param>
    Task FlushAsync(TenantId tenant, bool urgent);
}
