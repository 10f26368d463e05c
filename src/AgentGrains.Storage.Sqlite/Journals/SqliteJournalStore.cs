using System.Runtime.CompilerServices;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Sqlite.Files;

namespace AgentGrains.Storage.Sqlite.Journals;

/// <summary>The journals, each tenant's in its own file.</summary>
internal sealed class SqliteJournalStore(TenantFiles files) : IJournalStore
{
    /// <summary>Bytes that a long read takes from the file at once: readers are few, and a slow caller must not hold one.</summary>
    private const int PortionBytes = 512 * 1024;

    /// <summary>Sessions that a listing takes from the file at once.</summary>
    private const int PortionSessions = 1_000;

    public async ValueTask<JournalOpening?> OpenAsync(SessionKey session, CancellationToken cancellation) =>
        await files.ReadAsync<JournalOpening?>(session.Tenant, connection => JournalReads.OfOneMoment(connection, moment => JournalReads.Open(moment, session.Session)), null, cancellation);

    public async ValueTask AppendAsync(JournalAppend append, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(append.Epoch, 1, nameof(append));
        ArgumentOutOfRangeException.ThrowIfNegative(append.Position, nameof(append));
        ArgumentOutOfRangeException.ThrowIfLessThan(append.Count, 1, nameof(append));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(append.Content.Length, JournalAppend.MaxContentBytes, nameof(append));
        if (!await files.WriteAsync(append.Session.Tenant, state => JournalWrites.Append(state, append), cancellation, append.Content.Length))
            throw new JournalConflictException(append.Session, append.Position);
    }

    public async IAsyncEnumerable<JournalRecord> ReadAsync(SessionKey session, long from, long to, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (from < to)
        {
            var start = from;
            var records = await files.ReadAsync(
                session.Tenant, connection => JournalReads.Records(connection, session.Session, start, to, PortionBytes), [], cancellation);
            if (records.Count == 0)
                break;
            foreach (var record in records)
                yield return record;
            from = records[^1].Position + records[^1].Count;
        }
    }

    public async ValueTask<SessionHeader?> ReadHeaderAsync(SessionKey session, CancellationToken cancellation) =>
        await files.ReadAsync(session.Tenant, connection => JournalReads.OfOneMoment(connection, moment => JournalReads.Header(moment, session.Session)).Header, null, cancellation);

    public async ValueTask SaveCheckpointAsync(SessionKey session, long position, ReadOnlyMemory<byte> state, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!files.Exists(session.Tenant))
            return;
        await files.WriteAsync(session.Tenant, writer =>
        {
            JournalWrites.SaveCheckpoint(writer, session.Session, position, state.Span);
            return true;
        }, cancellation, state.Length);
    }

    public async ValueTask DeleteAsync(SessionKey session, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!files.Exists(session.Tenant))
            return;
        await files.WriteAsync(session.Tenant, writer =>
        {
            JournalWrites.Delete(writer, session.Session);
            return true;
        }, cancellation);
    }

    public async IAsyncEnumerable<SessionKey> ReadUnfinishedAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var tenant in files.List())
        {
            var after = 0L;
            while (true)
            {
                var portion = await files.ReadAsync(tenant, connection => Sessions(connection, after), [], cancellation);
                foreach (var (_, id, _) in portion.Where(session => session.Unfinished))
                    yield return new SessionKey(tenant, SessionId.Parse(id));
                if (portion.Count < PortionSessions)
                    break;
                after = portion[^1].No;
            }
        }
    }

    // All of them, in the order of the table: an index over those that are unfinished would be two more pages to write for each run, for a command that runs once.
    private static List<(long No, string Id, bool Unfinished)> Sessions(Connection connection, long after) =>
        connection.Sql("SELECT no, id, unfinished FROM sessions WHERE no > ? ORDER BY no LIMIT ?").Bind(after).Bind(PortionSessions)
            .Rows(row => (row.Number(0), row.Text(1), row.Flag(2)));
}
