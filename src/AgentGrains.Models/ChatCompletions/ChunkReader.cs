using System.Text.Json;

namespace AgentGrains.Models.ChatCompletions;

/// <summary>Reads chat completions, whole or in chunks, as endpoints really write them: what is not understood is ignored.</summary>
/// <remarks>Only the first choice, <c>usage</c>, <c>error</c> and <c>model</c> count. A value of another type than expected counts as absent.</remarks>
internal static class ChunkReader
{
    /// <summary>Reads a JSON value.</summary>
    /// <param name="reader">At the value's first token.</param>
    /// <param name="chunk">Cleared; receives what the value says.</param>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static void Read(ref Utf8JsonReader reader, Chunk chunk)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            ReadOther(ref reader, chunk);
            return;
        }
        var whole = reader;
        var (isError, hasChoices, hasWords, hasCode) = (false, false, false, false);
        while (Next(ref reader))
        {
            if (Take(ref reader, "choices"u8))
            {
                hasChoices = true;
                ReadChoices(ref reader, chunk);
            }
            else if (Take(ref reader, "usage"u8))
                UsageReader.Read(ref reader, chunk);
            else if (Take(ref reader, "model"u8))
                chunk.Model = Text(ref reader);
            else if (Take(ref reader, "error"u8))
                isError |= IsSomething(ref reader);
            else if (Take(ref reader, "object"u8))
                isError |= reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("error"u8);
            else if (reader.ValueTextEquals("message"u8) || reader.ValueTextEquals("detail"u8))
            {
                hasCode |= reader.ValueTextEquals("detail"u8);
                Skip(ref reader);
                hasWords = true;
            }
            else
            {
                hasCode |= reader.ValueTextEquals("code"u8) || reader.ValueTextEquals("status"u8) || reader.ValueTextEquals("status_code"u8);
                Skip(ref reader);
            }
        }
        // Not every error is below a member of that name.
        if (isError || (!hasChoices && hasWords && hasCode))
            chunk.Error = ProviderError.Read(JsonElement.ParseValue(ref whole));
    }

    /// <summary>Something that is no object: a list of errors counts, anything else does not.</summary>
    private static void ReadOther(ref Utf8JsonReader reader, Chunk chunk)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }
        var list = JsonElement.ParseValue(ref reader);
        if (list.GetArrayLength() > 0 && list[0].ValueKind == JsonValueKind.Object && list[0].TryGetProperty("error", out _))
            chunk.Error = ProviderError.Read(list);
    }

    private static void ReadChoices(ref Utf8JsonReader reader, Chunk chunk)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (reader.TokenType == JsonTokenType.StartObject && (IndexOf(reader) ?? i) == 0)
                ReadChoice(ref reader, chunk);
            else
                reader.Skip();
        }
    }

    /// <summary>The index of the choice that the reader is at. On a copy of the reader: what an index is for may come before it.</summary>
    private static long? IndexOf(Utf8JsonReader reader)
    {
        while (Next(ref reader))
        {
            if (Take(ref reader, "index"u8))
                return Number(ref reader);
            Skip(ref reader);
        }
        return null;
    }

    private static void ReadChoice(ref Utf8JsonReader reader, Chunk chunk)
    {
        var hasDelta = false;
        while (Next(ref reader))
        {
            if (Take(ref reader, "delta"u8))
            {
                hasDelta |= reader.TokenType == JsonTokenType.StartObject;
                MessageReader.Read(ref reader, chunk);
            }
            else if (!hasDelta && Take(ref reader, "message"u8))
            {
                chunk.IsWhole = reader.TokenType == JsonTokenType.StartObject;
                MessageReader.Read(ref reader, chunk);
            }
            else if (Take(ref reader, "finish_reason"u8))
                chunk.FinishReason = Text(ref reader) ?? chunk.FinishReason;
            else if (Take(ref reader, "usage"u8))
                UsageReader.Read(ref reader, chunk);
            else if (Take(ref reader, "native_finish_reason"u8))
                chunk.NativeFinishReason = Text(ref reader);
            else if (Take(ref reader, "error"u8))
                chunk.Error = IsSomething(ref reader, out var error) ? ProviderError.Read(error) : chunk.Error;
            else
                Skip(ref reader);
        }
    }

    /// <summary>Moves to the next member's name; false at the object's end.</summary>
    internal static bool Next(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Moves to the member's value if it has this name.</summary>
    internal static bool Take(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.ValueTextEquals(name) && reader.Read();

    /// <summary>Moves past the value of the member whose name the reader is at.</summary>
    internal static void Skip(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    /// <summary>The text of the value; null if it is no text or empty.</summary>
    internal static string? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
            return LenientText.Read(ref reader) is { Length: > 0 } text ? text : null;
        reader.Skip();
        return null;
    }

    /// <summary>The number, its fraction cut off; null if the value is no number or has no place in 64 bits.</summary>
    internal static long? Number(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            reader.Skip();
            return null;
        }
        if (reader.TryGetInt64(out var number))
            return number;
        return reader.TryGetDouble(out var real) && Math.Abs(real) < long.MaxValue ? (long)real : null;
    }

    private static bool IsSomething(ref Utf8JsonReader reader) => IsSomething(ref reader, out _);

    /// <summary>Whether an error says anything: some endpoints send null, false or an empty object where there is none.</summary>
    private static bool IsSomething(ref Utf8JsonReader reader, out JsonElement error)
    {
        error = JsonElement.ParseValue(ref reader);
        return error.ValueKind switch
        {
            JsonValueKind.Object => error.EnumerateObject().Any(),
            JsonValueKind.Array => error.GetArrayLength() > 0,
            JsonValueKind.String => !error.ValueEquals(""),
            _ => false,
        };
    }
}
