using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;

namespace AgentGrains.Harness.Stores;

/// <summary>Takes no change of one tenant's list, and tells when it was asked to.</summary>
public sealed class FailingRunList(TenantId failing, TaskCompletionSource failed) : IVisibilityStore
{
    public ValueTask UpsertAsync(TenantId tenant, IReadOnlyList<VisibilityChange> changes, CancellationToken cancellation)
    {
        if (tenant != failing)
            return ValueTask.CompletedTask;
        failed.TrySetResult();
        return ValueTask.FromException(new AgentGrainsException(ErrorCodes.StoreUnavailable, "Made to fail."));
    }

    public ValueTask<RunView?> ReadRunAsync(TenantId tenant, RunId run, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<RunView>> ListRunsAsync(TenantId tenant, VisibilityQuery query, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<SessionView>> ListSessionsAsync(TenantId tenant, VisibilityQuery query, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask DeleteAsync(SessionKey session, DateTimeOffset at, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<bool> IsErasedAsync(SessionKey session, CancellationToken cancellation) => throw new NotSupportedException();
}
