using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;

namespace AgentGrains.Core.Journals;

/// <summary>Encodes what an append writes, and checkpoints. Versioned JSON: every released form stays readable.</summary>
/// <remarks>A record is <c>{"v":1,"at":unix-milliseconds,"e":[entry, …]}</c>: all entries of an append were decided at one time.</remarks>
public static class JournalCodec
{
    private const int Version = 1;

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly JsonTypeInfo<Entry> EntryForm = new JournalJson(new JsonSerializerOptions(JournalJson.Default.Options)
    {
        // Nobody embeds a journal in HTML: what is not ASCII stays as short as it is.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    }).Entry;

    [ThreadStatic]
    private static Utf8JsonWriter? writerOfThread;

    /// <summary>Encodes the entries of one append, at least one, all of one time.</summary>
    public static void Encode(IReadOnlyList<PlacedEntry> entries, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var writer = writerOfThread ??= new Utf8JsonWriter(output, WriterOptions);
        writer.Reset(output);
        writer.WriteStartObject();
        writer.WriteNumber("v"u8, Version);
        writer.WriteNumber("at"u8, entries[0].Place.At.ToUnixTimeMilliseconds());
        writer.WriteStartArray("e"u8);
        foreach (var entry in entries)
            JsonSerializer.Serialize(writer, entry.Entry, EntryForm);
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
            if (version > Version)
                throw new AgentGrainsException(ErrorCodes.NewerData, $"The record at {record.Position} has form {version}; this version reads up to {Version}.");
            if (version < 1)
                throw new JsonException($"There is no form {version}.");
            var at = DateTimeOffset.FromUnixTimeMilliseconds(Number(ref reader, "at"u8));
            ExpectName(ref reader, "e"u8);
            Expect(ref reader, JsonTokenType.StartArray);
            var entries = new List<PlacedEntry>(record.Count);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var entry = JsonSerializer.Deserialize(ref reader, EntryForm) ?? throw new JsonException("An entry is null.");
                entries.Add(new PlacedEntry(new EntryPlace(record.Position + entries.Count, at), entry));
            }
            Expect(ref reader, JsonTokenType.EndObject);
            if (reader.Read())
                throw new JsonException("Something follows the record.");
            return entries.Count == record.Count ? entries : throw new JsonException($"{entries.Count} entries where {record.Count} should be.");
        }
        // An entry without a type is one the serializer does not support; a time or a number can be out of range.
        catch (Exception damage) when (damage is JsonException or NotSupportedException or FormatException or ArgumentOutOfRangeException)
        {
            throw new AgentGrainsException(ErrorCodes.DamagedData, $"The record at {record.Position} does not read: {damage.Message}", damage);
        }
    }

    /// <summary>Encodes a checkpoint.</summary>
    public static byte[] EncodeCheckpoint(SessionState state) =>
        JsonSerializer.SerializeToUtf8Bytes(new SavedFold(SavedFold.CurrentVersion, state), JournalJson.Default.SavedFold);

    /// <summary>Decodes a checkpoint; null where it does not read or is of another version, because it is only a cache.</summary>
    public static SessionState? DecodeCheckpoint(JournalCheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        try
        {
            var saved = JsonSerializer.Deserialize(checkpoint.State.Span, JournalJson.Default.SavedFold);
            return saved is { Version: SavedFold.CurrentVersion, State: { } state } && state.Position == checkpoint.Position ? state : null;
        }
        catch (Exception damage) when (damage is JsonException or NotSupportedException)
        {
            return null;
        }
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
