using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Azure.Connections;
using Azure;
using Azure.Data.Tables;

namespace AgentGrains.Storage.Azure.WakeUps;

/// <summary>The wake-ups of all tenants: a partition for each shard. Looking when nothing is due reads nothing.</summary>
internal sealed class AzureWakeUpStore(StoreTable table) : IWakeUpStore
{
    /// <summary>Rows remembered, about 300 bytes each.</summary>
    private const int MaxRemembered = 20_000;

    private readonly RecentlyUsed<SessionKey, StoredWakeUp> rows = new(MaxRemembered);

    public async ValueTask SetAsync(WakeUp wakeUp, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(wakeUp);
        await ChangeAsync(wakeUp.Session, stored => stored is not null && stored.Stamp > wakeUp.Stamp ? stored : wakeUp, cancellation);
    }

    public async ValueTask RemoveAsync(SessionKey session, long stamp, CancellationToken cancellation) =>
        await ChangeAsync(session, stored => stored is not null && stored.Stamp < stamp ? null : stored, cancellation);

    public async ValueTask<WakeUp?> FindAsync(SessionKey session, CancellationToken cancellation) =>
        (await FindAsync(WakeUpRows.Partition(WakeUp.ShardOf(session)), session, cancellation))?.WakeUp;

    public async ValueTask<IReadOnlyList<WakeUp>> ReadDueAsync(int shard, DateTimeOffset dueBy, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return await ReadAsync(shard, WakeUpRows.ByTime + KeyText.Separator, WakeUpRows.EndOf(dueBy), limit, cancellation);
    }

    /// <remarks>Owners that are alive are stepped over by key, so what is read is what is orphaned.</remarks>
    public async ValueTask<IReadOnlyList<WakeUp>> ReadOrphanedAsync(int shard, IReadOnlyCollection<string> alive, int limit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(alive);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var orphaned = new List<WakeUp>();
        var from = WakeUpRows.ByOwner + KeyText.Separator;
        foreach (var owner in alive.Select(owner => $"{WakeUpRows.ByOwner}{KeyText.Separator}{KeyText.Escape(owner)}{KeyText.Separator}").Order(StringComparer.Ordinal))
        {
            orphaned.AddRange(await ReadAsync(shard, from, owner, null, cancellation));
            from = owner[..^1] + KeyText.AfterSeparator;
        }
        orphaned.AddRange(await ReadAsync(shard, from, WakeUpRows.ByOwner + KeyText.AfterSeparator, null, cancellation));
        return [.. orphaned.OrderBy(wakeUp => wakeUp.Session.ToString(), StringComparer.Ordinal).Take(limit)];
    }

    private async Task<List<WakeUp>> ReadAsync(int shard, string from, string before, int? limit, CancellationToken cancellation)
    {
        var found = new List<WakeUp>();
        await foreach (var row in table.QueryAsync(KeyText.Between(WakeUpRows.Partition(shard), from, before), null, limit, cancellation))
            found.Add(WakeUpRows.Read(row));
        return found;
    }

    /// <summary>Changes a session's rows to what they are to be, given what they are.</summary>
    private async Task ChangeAsync(SessionKey session, Func<WakeUp?, WakeUp?> change, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var partition = WakeUpRows.Partition(WakeUp.ShardOf(session));
        var stored = rows.Find(session);
        // What is remembered may be old: that it would drop the change counts only once the store says the same.
        var fresh = stored is null;
        if (fresh)
            stored = await FindAsync(partition, session, cancellation);
        for (var looks = 1; ; looks++)
        {
            var next = change(stored?.WakeUp);
            if (next == stored?.WakeUp && fresh)
                return;
            try
            {
                if (next != stored?.WakeUp)
                {
                    await WriteAsync(partition, session, stored, next, cancellation);
                    return;
                }
            }
            catch (RequestFailedException failure) when (failure.IsContention())
            {
                // Another owner, or an earlier try of this call: what is set again is the same.
                if (looks == StoreFailures.MaxLooks)
                    throw StoreFailures.Contended($"The wake-up of {session}", failure);
            }
            stored = await FindAsync(partition, session, cancellation);
            fresh = true;
        }
    }

    private async Task WriteAsync(string partition, SessionKey session, StoredWakeUp? stored, WakeUp? next, CancellationToken cancellation)
    {
        string[] before = stored is null ? [] : WakeUpRows.Keys(stored.WakeUp);
        string[] after = next is null ? [] : WakeUpRows.Keys(next);
        var actions = new List<TableTransactionAction>();
        // The session's own row comes first: its ETag decides for all.
        if (next is not null)
        {
            actions.Add(stored is null
                ? new(TableTransactionActionType.Add, WakeUpRows.Make(next, after[0]))
                : new(TableTransactionActionType.UpdateReplace, WakeUpRows.Make(next, after[0]), stored.ETag));
        }
        else
        {
            actions.Add(new(TableTransactionActionType.Delete, new TableEntity(partition, before[0]), stored!.ETag));
        }
        actions.AddRange(before.Skip(1).Except(after).Select(key => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(partition, key), ETag.All)));
        actions.AddRange(after.Skip(1).Select(key => new TableTransactionAction(TableTransactionActionType.UpsertReplace, WakeUpRows.Make(next!, key))));
        rows.Forget(session);
        var etags = await table.SubmitAsync(actions, cancellation);
        if (next is not null)
            rows.Set(session, new StoredWakeUp(next, etags[0]));
    }

    private async Task<StoredWakeUp?> FindAsync(string partition, SessionKey session, CancellationToken cancellation)
    {
        rows.Forget(session);
        return await table.FindAsync(partition, WakeUpRows.Key(session), null, cancellation) is { } row ? new StoredWakeUp(WakeUpRows.Read(row), row.ETag) : null;
    }

    private sealed record StoredWakeUp(WakeUp WakeUp, ETag ETag);
}
