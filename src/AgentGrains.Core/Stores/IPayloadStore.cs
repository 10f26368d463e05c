using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Stores;

/// <summary>Content too large for the journal, stored once in a tenant under its SHA-256.</summary>
/// <remarks>Safe for concurrent use. A payload stays as long as a session that stored it has not been erased.</remarks>
public interface IPayloadStore
{
    /// <summary>Stores content and notes that the session refers to it; durable when the call returns, idempotent.</summary>
    ValueTask<PayloadReference> PutAsync(SessionKey session, ReadOnlyMemory<byte> content, CancellationToken cancellation);

    /// <summary>Reads content; null where the tenant has none under this reference.</summary>
    ValueTask<ReadOnlyMemory<byte>?> GetAsync(TenantId tenant, PayloadReference reference, CancellationToken cancellation);

    /// <summary>Drops the session's references, and each payload that no other session refers to.</summary>
    ValueTask DeleteAsync(SessionKey session, CancellationToken cancellation);
}
