using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Stores;

namespace AgentGrains.Core.Journals;

/// <summary>Encodes what an append writes, and checkpoints. Versioned JSON: every released form stays readable.</summary>
/// <remarks>
/// A record is <c>{"v":form,"at":unix-milliseconds,"e":[name, content, …]}</c>: all entries of an append were decided at one time. Behind the
/// name <c>run</c> is the key of the run to which the entries after it belong, or null; without it they concern the session as a whole.
/// A record has the lowest form in which all its entries can be read, so that a release before reads what it knows and refuses the rest as newer data.
/// </remarks>
public static class JournalCodec
{
    /// <summary>The newest form that this version reads.</summary>
    private const int NewestForm = 3;

    private static readonly JsonEncodedText RunName = JsonEncodedText.Encode("run");

    /// <summary>How a writer for <see cref="Encode(IReadOnlyList{PlacedEntry}, Utf8JsonWriter)"/> is made.</summary>
    /// <remarks>Journals are not embedded in HTML, so most non-ASCII text need not be escaped.</remarks>
    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Encodes the entries of one append, at least one, all of one time.</summary>
    public static void Encode(IReadOnlyList<PlacedEntry> entries, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, WriterOptions);
        Encode(entries, writer);
    }

    /// <summary>The same with a writer that can be used again.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="writer">A writer with <see cref="WriterOptions"/> that has written nothing. It is flushed.</param>
    public static void Encode(IReadOnlyList<PlacedEntry> entries, Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(writer);
        var lowest = 1;
        foreach (var (_, entry) in entries)
            lowest = Math.Max(lowest, entry.Form);
        writer.WriteStartObject();
        writer.WriteNumber("v"u8, lowest);
        writer.WriteNumber("at"u8, entries[0].Place.At.ToUnixTimeMilliseconds());
        writer.WriteStartArray("e"u8);
        var run = default(RunKey?);
        foreach (var (_, entry) in entries)
        {
            if (entry.Run != run)
            {
                writer.WriteStringValue(RunName);
                writer.WriteStringValue(entry.Run?.Value);
                run = entry.Run;
            }
            var form = EntryForms.Of(entry);
            writer.WriteStringValue(form.Name);
            JsonSerializer.Serialize(writer, entry, form.Json);
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
    }

    /// <summary>Decodes a record.</summary>
    /// <exception cref="AgentGrainsException"><see cref="ErrorCodes.NewerData"/> or <see cref="ErrorCodes.DamagedData"/>.</exception>
    public static IReadOnlyList<PlacedEntry> Decode(JournalRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var reader = new Utf8JsonReader(record.Content.Span);
        try
        {
            Expect(ref reader, JsonTokenType.StartObject);
            var version = Number(ref reader, "v"u8);
            if (version > NewestForm)
                throw new AgentGrainsException(ErrorCodes.NewerData, $"The record at {record.Position} has form {version}; this version reads up to {NewestForm}.");
            if (version < 1)
                throw new JsonException($"There is no form {version}.");
            var at = DateTimeOffset.FromUnixTimeMilliseconds(Number(ref reader, "at"u8));
            ExpectName(ref reader, "e"u8);
            Expect(ref reader, JsonTokenType.StartArray);
            var entries = new List<PlacedEntry>(record.Count);
            var run = default(RunKey?);
            while (Next(ref reader) is { } name)
            {
                if (name == RunName.Value)
                {
                    reader.Read();
                    run = reader.TokenType == JsonTokenType.Null ? null : RunKey.Parse(reader.GetString()!);
                    continue;
                }
                var form = EntryForms.Find(name);
                Expect(ref reader, JsonTokenType.StartObject);
                var entry = (Entry)JsonSerializer.Deserialize(ref reader, form.Json)!;
                if (run is null && entry is not (SessionEntry or RunTakenOver))
                    throw new JsonException($"Nothing says of which run '{name}' is.");
                entries.Add(new PlacedEntry(new EntryPlace(record.Position + entries.Count, at), run is null ? entry : entry with { Run = run }));
            }
            Expect(ref reader, JsonTokenType.EndObject);
            if (reader.Read())
                throw new JsonException("Something follows the record.");
            return entries.Count == record.Count ? entries : throw new JsonException($"{entries.Count} entries where {record.Count} should be.");
        }
        // A run's key, a time or a number can be out of form or range, and text can be no UTF-8.
        catch (Exception damage) when (damage is JsonException or FormatException or ArgumentOutOfRangeException or InvalidOperationException)
        {
            throw new AgentGrainsException(ErrorCodes.DamagedData, $"The record at {record.Position} does not read: {damage.Message}", damage);
        }
    }

    /// <summary>Encodes a checkpoint.</summary>
    /// <param name="state">The fold up to a position.</param>
    /// <param name="conversation">The conversation up to this position or further on; null leaves it out.</param>
    public static byte[] EncodeCheckpoint(SessionState state, Conversation? conversation = null) =>
        JsonSerializer.SerializeToUtf8Bytes(new SavedFold(SavedFold.CurrentVersion, state, conversation?.Save()), JournalJson.Default.SavedFold);

    /// <summary>Decodes a checkpoint; null where it does not read or is of another version, because it is only a cache.</summary>
    public static SavedSession? DecodeCheckpoint(JournalCheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        try
        {
            var saved = JsonSerializer.Deserialize(checkpoint.State.Span, JournalJson.Default.SavedFold);
            return saved is { Version: SavedFold.CurrentVersion, State: { } state } && state.Position == checkpoint.Position
                ? new SavedSession(state, saved.Conversation is { } conversation ? Conversation.Of(conversation) : null)
                : null;
        }
        // What reads as JSON can still contradict itself.
        catch (Exception damage) when (damage is JsonException or NotSupportedException or IndexOutOfRangeException or ArgumentException)
        {
            return null;
        }
    }

    private static string? Next(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
            throw new JsonException("The record breaks off.");
        if (reader.TokenType == JsonTokenType.EndArray)
            return null;
        return reader.TokenType == JsonTokenType.String ? reader.GetString() : throw new JsonException($"{reader.TokenType} where a name should be.");
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token)
    {
        if (!reader.Read() || reader.TokenType != token)
            throw new JsonException($"{reader.TokenType} where {token} should be.");
    }

    private static long Number(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        ExpectName(ref reader, name);
        Expect(ref reader, JsonTokenType.Number);
        return reader.GetInt64();
    }

    private static void ExpectName(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        Expect(ref reader, JsonTokenType.PropertyName);
        if (!reader.ValueTextEquals(name))
            throw new JsonException("The record's head is not what it should be.");
    }
}
