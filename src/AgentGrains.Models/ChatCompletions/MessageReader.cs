using System.Text;
using System.Text.Json;

namespace AgentGrains.Models.ChatCompletions;

/// <summary>Reads a message, or a piece of one, of a choice.</summary>
internal static class MessageReader
{
    private static readonly CallPiece NoCall = new(null, "", "", "", false, null, null);

    /// <summary>Reads the value that the reader is at; anything but an object counts as nothing.</summary>
    public static void Read(ref Utf8JsonReader reader, Chunk chunk)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        var legacy = NoCall;
        while (ChunkReader.Next(ref reader))
        {
            if (ChunkReader.Take(ref reader, "content"u8))
                chunk.Text = ReadContent(ref reader) is { } piece ? chunk.Text + piece : chunk.Text;
            else if (ChunkReader.Take(ref reader, "refusal"u8))
                chunk.Refusal = ChunkReader.Text(ref reader) ?? chunk.Refusal;
            else if (ChunkReader.Take(ref reader, "tool_calls"u8))
                ReadCalls(ref reader, chunk);
            else if (ChunkReader.Take(ref reader, "function_call"u8))
                legacy = ReadFunction(ref reader, NoCall);
            else if (IsKnown(ref reader))
                ChunkReader.Skip(ref reader);
            else
                ReadMember(ref reader, chunk.Members);
        }
        // The older form of a call: what has both repeats it.
        if (!legacy.IsNothing && chunk.Calls.Count == 0)
            chunk.Calls.Add(legacy);
    }

    // What an answer may have and a prompt may not; sent back, a strict endpoint rejects it.
    private static bool IsKnown(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("role"u8) || reader.ValueTextEquals("audio"u8) || reader.ValueTextEquals("annotations"u8);

    /// <summary>A text, a part, or a list of parts of which the texts count. Some servers write a number, a Boolean or an object of the model's as what it is.</summary>
    private static string? ReadContent(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False)
            return Encoding.UTF8.GetString(reader.ValueSpan);
        if (reader.TokenType == JsonTokenType.StartObject)
            return ReadObject(ref reader);
        if (reader.TokenType != JsonTokenType.StartArray)
            return ChunkReader.Text(ref reader);
        StringBuilder? text = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String)
                (text ??= new StringBuilder()).Append(LenientText.Read(ref reader));
            else if (reader.TokenType == JsonTokenType.StartObject)
                ReadPart(ref reader, ref text);
            else
                reader.Skip();
        }
        return text?.ToString();
    }

    private static string? ReadObject(ref Utf8JsonReader reader)
    {
        var part = JsonElement.ParseValue(ref reader);
        if (!part.TryGetProperty("text", out var text))
            return part.EnumerateObject().Any() ? part.GetRawText() : null;
        return text.ValueKind == JsonValueKind.String ? LenientText.Repair(text.GetString()!) : null;
    }

    private static void ReadPart(ref Utf8JsonReader reader, ref StringBuilder? text)
    {
        while (ChunkReader.Next(ref reader))
        {
            if (!ChunkReader.Take(ref reader, "text"u8))
                ChunkReader.Skip(ref reader);
            else if (ChunkReader.Text(ref reader) is { } piece)
                (text ??= new StringBuilder()).Append(piece);
        }
    }

    private static void ReadCalls(ref Utf8JsonReader reader, Chunk chunk)
    {
        // Text Generation Inference sends the call itself.
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            chunk.Calls.Add(ReadCall(ref reader));
            return;
        }
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                chunk.Calls.Add(ReadCall(ref reader));
            else
                reader.Skip();
        }
    }

    private static CallPiece ReadCall(ref Utf8JsonReader reader)
    {
        var call = NoCall;
        while (ChunkReader.Next(ref reader))
        {
            if (ChunkReader.Take(ref reader, "index"u8))
                call = call with { Index = ChunkReader.Number(ref reader) };
            else if (ChunkReader.Take(ref reader, "id"u8))
                call = call with { Id = ChunkReader.Text(ref reader) ?? "" };
            else if (ChunkReader.Take(ref reader, "function"u8))
                call = ReadFunction(ref reader, call);
            else if (ChunkReader.Take(ref reader, "name"u8))
                call = ChunkReader.Text(ref reader) is { } name && call.Name.Length == 0 ? call with { Name = name } : call;
            else if (ChunkReader.Take(ref reader, "arguments"u8))
            {
                // Beside a function they only repeat its arguments.
                var flat = ReadArguments(ref reader, call);
                call = call.Arguments.Length == 0 ? flat : call;
            }
            else if (reader.ValueTextEquals("type"u8))
                ChunkReader.Skip(ref reader);
            else
                ReadMember(ref reader, (call = call with { Members = call.Members ?? [] }).Members!);
        }
        return call;
    }

    private static CallPiece ReadFunction(ref Utf8JsonReader reader, CallPiece call)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return call;
        }
        while (ChunkReader.Next(ref reader))
        {
            if (ChunkReader.Take(ref reader, "name"u8))
                call = call with { Name = ChunkReader.Text(ref reader) ?? "" };
            else if (ChunkReader.Take(ref reader, "arguments"u8))
                call = ReadArguments(ref reader, call);
            else
                ReadMember(ref reader, (call = call with { FunctionMembers = call.FunctionMembers ?? [] }).FunctionMembers!);
        }
        return call;
    }

    /// <summary>A text, or an object or list, whose own text it then is.</summary>
    private static CallPiece ReadArguments(ref Utf8JsonReader reader, CallPiece call)
    {
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False)
            return call with { Arguments = JsonElement.ParseValue(ref reader).GetRawText(), IsWhole = true };
        return call with { Arguments = ChunkReader.Text(ref reader) ?? "" };
    }

    /// <summary>Keeps a member that says something.</summary>
    private static void ReadMember(ref Utf8JsonReader reader, List<KeyValuePair<string, JsonElement>> members)
    {
        var name = LenientText.Repair(LenientText.Read(ref reader));
        reader.Read();
        var value = JsonElement.ParseValue(ref reader);
        var saysNothing = value.ValueKind switch
        {
            JsonValueKind.Null => true,
            JsonValueKind.String => value.GetRawText().Length == 2,
            JsonValueKind.Array => value.GetArrayLength() == 0,
            JsonValueKind.Object => !value.EnumerateObject().Any(),
            _ => false,
        };
        if (!saysNothing)
            members.Add(KeyValuePair.Create(name, value));
    }
}
