using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Stores;

namespace AgentGrains.Testing.Stores;

/// <summary>The reference model of <see cref="IPayloadStore"/>. Thread safe.</summary>
public sealed class InMemoryPayloadStore : IPayloadStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<(TenantId Tenant, string Sha256), byte[]> contents = [];
    private readonly HashSet<(SessionKey Session, string Sha256)> references = [];

    /// <inheritdoc/>
    public ValueTask<PayloadReference> PutAsync(SessionKey session, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var reference = PayloadReference.Of(content.Span);
        lock (gate)
        {
            contents.TryAdd((session.Tenant, reference.Sha256), content.ToArray());
            references.Add((session, reference.Sha256));
        }
        return new(reference);
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(TenantId tenant, PayloadReference reference, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(reference);
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
            return new(contents.TryGetValue((tenant, reference.Sha256), out var content) ? content.ToArray() : (ReadOnlyMemory<byte>?)null);
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(SessionKey session, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            foreach (var dropped in references.Where(reference => reference.Session == session).ToArray())
            {
                references.Remove(dropped);
                if (!references.Any(other => other.Session.Tenant == session.Tenant && other.Sha256 == dropped.Sha256))
                    contents.Remove((session.Tenant, dropped.Sha256));
            }
        }
        return default;
    }
}
