using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Sqlite.Files;

namespace AgentGrains.Storage.Sqlite.Payloads;

/// <summary>Payloads, each tenant's in its own file. SQLite takes up to 1 GB under one hash; what an entry may refer to is limited where it is made.</summary>
internal sealed class SqlitePayloadStore(TenantFiles files) : IPayloadStore
{
    public async ValueTask<PayloadReference> PutAsync(SessionKey session, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var reference = PayloadReference.Of(content.Span);
        var sha256 = Convert.FromHexString(reference.Sha256);
        await files.WriteAsync(session.Tenant, state =>
        {
            Put(state.Connection, session.Session.ToString(), sha256, content.Span);
            return true;
        }, cancellation, content.Length);
        return reference;
    }

    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(TenantId tenant, PayloadReference reference, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var sha256 = Convert.FromHexString(reference.Sha256);
        var content = await files.ReadAsync<byte[]?>(
            tenant, connection => connection.Sql("SELECT content FROM payloads WHERE sha256 = ?").Bind(sha256).First(row => row.Blob(0)), null, cancellation);
        return content is null ? (ReadOnlyMemory<byte>?)null : content;
    }

    public async ValueTask DeleteAsync(SessionKey session, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!files.Exists(session.Tenant))
            return;
        await files.WriteAsync(session.Tenant, state =>
        {
            Delete(state.Connection, session.Session.ToString());
            return true;
        }, cancellation);
    }

    private static void Put(Connection connection, string session, ReadOnlySpan<byte> sha256, ReadOnlySpan<byte> content)
    {
        connection.Sql("INSERT INTO payloads (sha256, content) VALUES (?, ?) ON CONFLICT DO NOTHING").Bind(sha256).Bind(content).Run();
        connection.Sql("INSERT INTO payload_references (session, payload_no) SELECT ?, no FROM payloads WHERE sha256 = ? ON CONFLICT DO NOTHING")
            .Bind(session).Bind(sha256).Run();
    }

    private static void Delete(Connection connection, string session)
    {
        // First the payloads without another reference, while the references still show which they are.
        connection.Sql("""
            DELETE FROM payloads WHERE no IN (
              SELECT payload_no FROM payload_references AS own WHERE session = ?1
                AND NOT EXISTS (SELECT 1 FROM payload_references AS other WHERE other.payload_no = own.payload_no AND other.session <> ?1))
            """).Bind(session).Run();
        connection.Sql("DELETE FROM payload_references WHERE session = ?").Bind(session).Run();
    }
}
