using System.Text;
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
        var (isError, isTrue, hasChoices, hasWords, hasCode) = (false, false, false, false, false);
        while (Next(ref reader))
        {
            if (Take(ref reader, "choices"u8))
            {
                hasChoices |= ReadChoices(ref reader, chunk);
            }
            else if (Take(ref reader, "usage"u8))
                UsageReader.Read(ref reader, chunk);
            else if (Take(ref reader, "x_groq"u8))
                ReadBelow(ref reader, chunk);
            else if (Take(ref reader, "model"u8))
                chunk.Model = Text(ref reader);
            else if (Take(ref reader, "error"u8))
            {
                isTrue |= reader.TokenType == JsonTokenType.True;
                isError |= IsSomething(ref reader);
            }
            else if (Take(ref reader, "base_resp"u8))
                isError |= IsFailure(ref reader);
            else if (Take(ref reader, "object"u8))
            {
                isError |= reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("error"u8);
                chunk.IsPiece |= reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("chat.completion.chunk"u8);
                reader.Skip();
            }
            else if (reader.ValueTextEquals("message"u8) || reader.ValueTextEquals("detail"u8) || reader.ValueTextEquals("error_message"u8))
            {
                hasCode |= !reader.ValueTextEquals("message"u8);
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
        if (isError || (isTrue && hasWords) || (!hasChoices && hasWords && hasCode))
            chunk.Error = ProviderError.Read(JsonElement.ParseValue(ref whole));
    }

    /// <summary>Something that is no object: a list of errors counts, or a completion in a list; anything else does not.</summary>
    private static void ReadOther(ref Utf8JsonReader reader, Chunk chunk)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }
        var list = JsonElement.ParseValue(ref reader);
        if (list.GetArrayLength() == 0 || list[0].ValueKind != JsonValueKind.Object)
            return;
        if (list[0].TryGetProperty("error", out _))
        {
            chunk.Error = ProviderError.Read(list);
        }
        else if (list[0].TryGetProperty("choices", out _))
        {
            var inner = new Utf8JsonReader(Encoding.UTF8.GetBytes(list[0].GetRawText()));
            inner.Read();
            Read(ref inner, chunk);
        }
    }

    /// <summary>Reads the first choice; whether there are any choices.</summary>
    private static bool ReadChoices(ref Utf8JsonReader reader, Chunk chunk)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return false;
        }
        List<Chunk>? others = null;
        var count = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }
            if ((IndexOf(reader) ?? count) == 0)
            {
                ReadChoice(ref reader, chunk);
                continue;
            }
            var other = new Chunk();
            ReadChoice(ref reader, other);
            (others ??= []).Add(other);
        }
        // Gateways to models whose answers are lists of parts make a choice of each part.
        if (chunk is { IsWhole: true, Calls.Count: 0, FinishReason: "tool_calls" } && others?.Find(static other => other is { IsWhole: true, Calls.Count: > 0 }) is { } rest)
            chunk.Calls.AddRange(rest.Calls);
        return count > 0;
    }

    /// <summary>Reads the usage below a member of the provider's own.</summary>
    private static void ReadBelow(ref Utf8JsonReader reader, Chunk chunk)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        while (Next(ref reader))
        {
            if (Take(ref reader, "usage"u8))
                UsageReader.Read(ref reader, chunk);
            else
                Skip(ref reader);
        }
    }

    /// <summary>Whether MiniMax's status of an answer stands for a failure.</summary>
    private static bool IsFailure(ref Utf8JsonReader reader)
    {
        var status = JsonElement.ParseValue(ref reader);
        return status.ValueKind == JsonValueKind.Object && status.TryGetProperty("status_code", out var code) && code.ValueKind == JsonValueKind.Number && code.GetRawText() != "0";
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
        var (hasDelta, hasMessage) = (false, false);
        var message = reader;
        while (Next(ref reader))
        {
            if (Take(ref reader, "delta"u8))
            {
                hasDelta |= reader.TokenType == JsonTokenType.StartObject;
                MessageReader.Read(ref reader, chunk);
            }
            else if (Take(ref reader, "message"u8))
            {
                hasMessage |= reader.TokenType == JsonTokenType.StartObject;
                message = reader;
                reader.Skip();
            }
            else if (Take(ref reader, "finish_reason"u8) || Take(ref reader, "finishReason"u8))
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
        // Beside a piece, the message is the text so far: the piece counts.
        if (!hasMessage || (hasDelta && chunk.SaysSomething))
            return;
        chunk.IsWhole = true;
        chunk.IsPiece |= hasDelta;
        MessageReader.Read(ref message, chunk);
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
            JsonValueKind.Object => error.EnumerateObject().Any(static member => member.Value.ValueKind switch
            {
                JsonValueKind.Null or JsonValueKind.False or JsonValueKind.Undefined => false,
                JsonValueKind.String => !member.Value.ValueEquals(""),
                _ => true,
            }),
            JsonValueKind.Array => error.GetArrayLength() > 0,
            JsonValueKind.String => !error.ValueEquals(""),
            _ => false,
        };
    }
}
