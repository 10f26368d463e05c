using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Sqlite.Files;

namespace AgentGrains.Storage.Sqlite.Definitions;

/// <summary>Definitions, each tenant's in its own file.</summary>
internal sealed class SqliteDefinitionStore(TenantFiles files) : IDefinitionStore
{
    private const string Columns = "name, version, body, created_at, archived";

    public async ValueTask<bool> TryPutAsync(TenantId tenant, string kind, DefinitionDocument document, int expectedVersion, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentOutOfRangeException.ThrowIfNegative(expectedVersion);
        ArgumentOutOfRangeException.ThrowIfNotEqual(document.Version, expectedVersion + 1, nameof(document));
        return await files.WriteAsync(tenant, state => state.Connection.Sql("""
            INSERT INTO definitions (kind, name, version, created_at, archived, body)
            SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE (SELECT coalesce(max(version), 0) FROM definitions WHERE kind = ?1 AND name = ?2) = ?3 - 1
            """).Bind(kind).Bind(document.Name).Bind(document.Version).Bind(document.CreatedAt.ToUnixTimeMilliseconds())
            .Bind(document.Archived).Bind(document.Body.Span).Run() == 1, cancellation, document.Body.Length);
    }

    public async ValueTask<DefinitionDocument?> ReadAsync(TenantId tenant, string kind, string name, int? version, CancellationToken cancellation) =>
        await files.ReadAsync<DefinitionDocument?>(tenant, connection => connection.Sql($"""
            SELECT {Columns} FROM definitions WHERE kind = ?1 AND name = ?2 AND (?3 IS NULL OR version = ?3) ORDER BY version DESC LIMIT 1
            """).Bind(kind).Bind(name).Bind((long?)version).First(Read), null, cancellation);

    public async ValueTask<IReadOnlyList<DefinitionDocument>> ListAsync(TenantId tenant, string kind, string? after, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return await files.ReadAsync<List<DefinitionDocument>>(tenant, connection => connection.Sql($"""
            SELECT {Columns} FROM definitions AS newest
            WHERE kind = ?1 AND name > ?2 AND archived = 0
              AND version = (SELECT max(version) FROM definitions WHERE kind = newest.kind AND name = newest.name)
            ORDER BY name LIMIT ?3
            """).Bind(kind).Bind(after ?? "").Bind(limit).Rows(Read), [], cancellation);
    }

    private static DefinitionDocument Read(Statement row) =>
        new(row.Text(0), (int)row.Number(1), row.Blob(2), DateTimeOffset.FromUnixTimeMilliseconds(row.Number(3)), row.Flag(4));
}
