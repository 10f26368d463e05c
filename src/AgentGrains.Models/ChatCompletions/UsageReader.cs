using System.Globalization;
using System.Text.Json;

namespace AgentGrains.Models.ChatCompletions;

/// <summary>Reads <c>usage</c>. Only positive counts count: servers that count nothing send nulls, zeros or an empty object.</summary>
internal static class UsageReader
{
    public static void Read(ref Utf8JsonReader reader, Chunk chunk)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        long prompt = 0, output = 0, total = 0, cached = 0, uncached = 0, read = 0, written = 0;
        while (ChunkReader.Next(ref reader))
        {
            if (ChunkReader.Take(ref reader, "prompt_tokens"u8))
                prompt = Positive(ref reader) ?? prompt;
            else if (ChunkReader.Take(ref reader, "input_tokens"u8))
                uncached = Positive(ref reader) ?? uncached;
            else if (ChunkReader.Take(ref reader, "completion_tokens"u8) || ChunkReader.Take(ref reader, "output_tokens"u8))
                output = Positive(ref reader) ?? output;
            else if (ChunkReader.Take(ref reader, "total_tokens"u8))
                total = Positive(ref reader) ?? 0;
            // DeepSeek's and Kimi's names of what OpenAI has in its details.
            else if (ChunkReader.Take(ref reader, "prompt_cache_hit_tokens"u8) || ChunkReader.Take(ref reader, "cached_tokens"u8))
                cached = Positive(ref reader) ?? cached;
            else if (ChunkReader.Take(ref reader, "cache_read_input_tokens"u8))
                read = Positive(ref reader) ?? read;
            else if (ChunkReader.Take(ref reader, "cache_creation_input_tokens"u8))
                written = Positive(ref reader) ?? written;
            else if (ChunkReader.Take(ref reader, "prompt_tokens_details"u8) || ChunkReader.Take(ref reader, "input_tokens_details"u8))
                cached = Details(ref reader) ?? cached;
            else
                ChunkReader.Skip(ref reader);
        }
        // Anthropic's input_tokens leave out what came from the cache, or went to it; the others' names include it.
        var input = prompt > 0 ? prompt : uncached > 0 ? uncached + read + written : 0;
        if (input == 0 && output > 0 && total > output)
            input = total - output;
        // xAI and Gemini count what the model reasoned in the total only.
        else if (input > 0 && total > input + output)
            output = total - input;
        chunk.Usage = chunk.Usage.Max(new ReportedUsage(input, output, Math.Max(cached, read)));
    }

    private static long? Details(ref Utf8JsonReader reader)
    {
        long? cached = null;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return cached;
        }
        while (ChunkReader.Next(ref reader))
        {
            if (ChunkReader.Take(ref reader, "cached_tokens"u8))
                cached = Positive(ref reader);
            else
                ChunkReader.Skip(ref reader);
        }
        return cached;
    }

    private static long? Positive(ref Utf8JsonReader reader)
    {
        var count = reader.TokenType == JsonTokenType.String
            ? long.TryParse(ChunkReader.Text(ref reader), NumberStyles.None, CultureInfo.InvariantCulture, out var written) ? written : null
            : ChunkReader.Number(ref reader);
        return count > 0 ? count : null;
    }
}
