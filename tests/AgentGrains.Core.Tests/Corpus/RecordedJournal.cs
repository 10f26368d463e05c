using System.Text;
using System.Text.Json;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;

namespace AgentGrains.Core.Tests.Corpus;

/// <summary>A journal as a file: a line for each record, exactly as it was stored.</summary>
internal static class RecordedJournal
{
    public const string Folder = "Corpus";

    public static IEnumerable<string> Names(string folder) => Directory.EnumerateFiles(Approved.Path(folder), "*.jsonl").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal);

    public static string Text(IEnumerable<JournalRecord> records) => string.Concat(records.Select(record => Encoding.UTF8.GetString(record.Content.Span) + "\n"));

    public static IReadOnlyList<JournalRecord> Read(string folder, string name)
    {
        List<JournalRecord> records = [];
        var position = 0L;
        foreach (var line in File.ReadAllText(Approved.Path(Path.Combine(folder, $"{name}.jsonl"))).TrimEnd('\n').Split('\n'))
        {
            var count = Count(line);
            records.Add(new JournalRecord(position, count, Encoding.UTF8.GetBytes(line)));
            position += count;
        }
        return records;
    }

    /// <summary>Opens it as an owner does.</summary>
    public static SessionState Fold(IReadOnlyList<JournalRecord> records) =>
        records.SelectMany(JournalCodec.Decode).Aggregate(SessionState.Empty, SessionEngine.Apply);

    /// <summary>The entries of a record, as its store counts them; one where the record cannot be read even for that.</summary>
    private static int Count(string line)
    {
        try
        {
            using var record = JsonDocument.Parse(line);
            return record.RootElement.TryGetProperty("e", out var items) ? items.EnumerateArray().Count(item => item.ValueKind == JsonValueKind.Object) : 1;
        }
        catch (JsonException)
        {
            return 1;
        }
    }
}
