using System.Globalization;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;

namespace AgentGrains.Storage.Azure.Tests.Outcomes;

/// <summary>What tests store, and what is there as text to compare.</summary>
internal static class Stored
{
    public static readonly TenantId Tenant = TenantId.Parse("acme");

    public static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    /// <summary>So much that it goes to a blob.</summary>
    public const int BlobBytes = 1_000_000;

    public static SessionKey Session(int number = 1) => new(Tenant, SessionId.Parse($"ses_01KDYA9ZP{number:D17}"));

    public static JournalAppend Append(long position, byte content, long epoch = 1, int bytes = 3) => new(Session(), epoch, position, 1, Bytes(content, bytes), Unfinished: true);

    public static byte[] Bytes(byte content, int length = 3) => [.. Enumerable.Repeat(content, length)];

    public static RunView Run(int number, RunStatus status = RunStatus.Running, int session = 1) => new()
    {
        Id = RunId.Parse(string.Create(CultureInfo.InvariantCulture, $"run_01KDYA9Z{number:D8}{Session(session).Session.ToString()[SessionId.Prefix.Length..]}")),
        Agent = "writer",
        AgentVersion = 1,
        Status = status,
        Usage = RunUsage.None,
        CreatedAt = Start,
        Metadata = new Dictionary<string, string>(),
    };

    public static SessionView View(int session = 1) => new(Session(session).Session, "writer", SessionView.Idle, Start, new Dictionary<string, string>());

    /// <summary>A session's journal: its position, its checkpoint, and the first byte of each record.</summary>
    public static async Task<string> JournalAsync(AzureStorage storage)
    {
        var opening = await storage.Journals.OpenAsync(Session(), CancellationToken.None);
        var records = new List<string>();
        await foreach (var record in storage.Journals.ReadAsync(Session(), 0, long.MaxValue, CancellationToken.None))
            records.Add($"{record.Position}:{record.Content.Span[0]}x{record.Content.Length}");
        return opening is null ? $"none {string.Join(' ', records)}" : $"at {opening.Header.Position} saved {opening.Checkpoint?.Position} {string.Join(' ', records)}";
    }
}
