using System.Text;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Azure;

namespace AgentGrains.Cluster.Faults;

/// <summary>What is stored of unfinished runs: shows what a round waited for.</summary>
internal static class UnfinishedRuns
{
    private const int Last = 12;
    private const int MostRows = 2000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <remarks>The round has failed already, maybe because the store is away: then it says so instead.</remarks>
    public static async Task<string> TellAsync(string connectionString)
    {
        var storage = new AzureStorage(new AzureStorageOptions { ConnectionString = connectionString }, new Random(1));
        var told = new StringBuilder().AppendLine($"== unfinished at {TimeProvider.System.GetUtcNow():O}");
        using var late = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            await foreach (var session in storage.Journals.ReadUnfinishedAsync(late.Token))
                await TellAsync(storage, session, told, late.Token);
        }
        catch (Exception unreadable) when (unreadable is AgentGrainsException or OperationCanceledException)
        {
            told.AppendLine($"The store could not be read: {unreadable.Message}");
        }
        return told.ToString();
    }

    private static async Task TellAsync(AzureStorage storage, SessionKey session, StringBuilder told, CancellationToken cancellation)
    {
        told.AppendLine($"{session}: {await storage.Journals.ReadHeaderAsync(session, cancellation)}");
        var rows = await storage.WakeUps.ReadDueAsync(WakeUp.ShardOf(session), DateTimeOffset.MaxValue, MostRows, cancellation);
        told.AppendLine($"  {rows.FirstOrDefault(row => row.Session == session)?.ToString() ?? "no wake-up"}");
        var records = await storage.Journals.ReadAsync(session, 0, long.MaxValue, cancellation).ToListAsync(cancellation);
        foreach (var entry in records.SelectMany(JournalCodec.Decode).TakeLast(Last))
            told.AppendLine($"  {entry.Place.At:O} {entry.Entry}");
    }
}
