using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using AgentGrains.Core;
using AgentGrains.Core.Models;

namespace AgentGrains.Models.ChatCompletions;

/// <summary>Reads the body of an answer: a stream of events, or a completion in one piece, whatever its media type says.</summary>
internal sealed class CompletionReader(string model, CompletionBuilder builder, AttemptClock clock)
{
    // JSON may write a byte of text as six, and answers are at most a few MiB.
    private const int MaxEventBytes = 32 << 20;
    private const int ShownLength = 200;

    private readonly Chunk chunk = new();

    /// <summary>Reads to the end of the answer. What ends the connection after that does not matter.</summary>
    /// <exception cref="ModelException">There is no answer, or it reports a failure.</exception>
    public async Task ReadAsync(HttpResponseMessage response)
    {
        await using var body = await ResponseBody.OpenAsync(response, model, clock, MaxEventBytes);
        var first = await body.PeekAsync();
        if (first.IsEmpty)
            throw Bad($"Model '{model}' answered {(int)response.StatusCode} with an empty body.");
        switch (first.Span[0])
        {
            case (byte)'{' or (byte)'[':
                await ReadWholeAsync(body);
                break;
            case (byte)'<':
                throw Bad($"Model '{model}' answered {(int)response.StatusCode}{ProviderError.Read(first.Span, "text/html").Description}.");
            default:
                await ReadEventsAsync(body, first);
                break;
        }
    }

    private async Task ReadEventsAsync(ResponseBody body, ReadOnlyMemory<byte> first)
    {
        var shown = Encoding.UTF8.GetString(first.Span);
        var events = 0;
        var size = 0L;
        try
        {
            await foreach (var item in SseParser.Create(body, ReadEvent).EnumerateAsync(clock.Token))
            {
                body.Release();
                events++;
                if (item.Data)
                    return;
                // Some servers say with each piece that the answer has ended: as long as more of it comes, it has not.
                if (builder.IsComplete)
                    clock.Ended(again: builder.SizeBytes > size);
                size = builder.SizeBytes;
            }
        }
        catch (Exception ending) when (builder.HasEnded && !(builder.HasFailed && ending is ModelException) && ending is not ModelException { Kind: ModelFailureKind.AnswerTooLarge })
        {
            // The answer was whole before the connection broke, fell silent or brought what is not its own.
            return;
        }
        if (events == 0 && shown.StartsWith("error:", StringComparison.Ordinal))
            throw FailureClasses.OfStream(model, ProviderError.Read(first.Span["error:".Length..], null), hasStarted: false);
        if (events == 0)
            throw Bad($"Model '{model}' answered with what is no stream of events: '{TextCut.To(shown, ShownLength)}'.");
    }

    /// <summary>Reads one event; true if it is the last.</summary>
    private bool ReadEvent(string type, ReadOnlySpan<byte> data)
    {
        data = Repaired(data.Trim(" \t\r\n"u8));
        if (data.SequenceEqual("[DONE]"u8))
        {
            builder.Done();
            return true;
        }
        if (data.IsEmpty || data[0] is not ((byte)'{' or (byte)'['))
        {
            if (type == "error" && !builder.HasEnded)
                throw FailureClasses.OfStream(model, ProviderError.Read(data, null), hasStarted: builder.SizeBytes > 0);
            return false;
        }
        // Servers that forget the blank line between events send several in one.
        while (!data.IsEmpty)
        {
            if (data.StartsWith("[DONE]"u8))
            {
                builder.Done();
                return true;
            }
            data = data[ReadChunk(type, data)..].TrimStart(" \t\r\n"u8);
            if (data.StartsWith("data:"u8))
                data = data["data:".Length..].TrimStart(" \t\r\n"u8);
        }
        return false;
    }

    /// <summary>Reads the first value of some data, and returns its length.</summary>
    private int ReadChunk(string type, ReadOnlySpan<byte> data)
    {
        chunk.Clear();
        int length;
        try
        {
            length = Read(data);
        }
        catch (JsonException)
        {
            var repaired = JsonRepair.Repair(data);
            try
            {
                chunk.Clear();
                Read(repaired);
                length = data.Length;
            }
            catch (JsonException)
            {
                // A part of the answer may be in it: without it the rest is not what the model wrote.
                throw Bad($"Model '{model}' sent an event that is not JSON: '{TextCut.To(Encoding.UTF8.GetString(data), ShownLength)}'.");
            }
        }
        if (type == "error" && chunk.Error is null)
            chunk.Error = ProviderError.Read(data[..length], null);
        builder.Add(chunk);
        return length;

        int Read(ReadOnlySpan<byte> json)
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            ChunkReader.Read(ref reader, chunk);
            return (int)reader.BytesConsumed;
        }
    }

    /// <summary>Reads a body of JSON: one completion, or a chunk on each line.</summary>
    private async Task ReadWholeAsync(ResponseBody body)
    {
        using var buffer = new MemoryStream();
        await body.CopyToAsync(buffer, clock.Token);
        try
        {
            var json = Repaired(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
            try
            {
                ReadValues(json);
            }
            catch (JsonException) when (builder.SizeBytes == 0 && !builder.HasEnded)
            {
                ReadValues(JsonRepair.Repair(json));
            }
        }
        catch (JsonException) when (!builder.HasEnded)
        {
            throw Bad($"Model '{model}' answered with JSON that breaks off or is malformed.");
        }
        catch (JsonException)
        {
            return;
        }
        if (!builder.HasEnded && builder.SizeBytes == 0)
            throw Bad($"Model '{model}' answered with JSON that is no completion: '{TextCut.To(Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)Math.Min(buffer.Length, ShownLength))), ShownLength)}'.");
    }

    private void ReadValues(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json.StartsWith("\uFEFF"u8) ? json[3..] : json, new JsonReaderOptions { AllowMultipleValues = true });
        while (reader.Read())
        {
            chunk.Clear();
            ChunkReader.Read(ref reader, chunk);
            builder.Add(chunk);
        }
    }

    /// <summary>The data with U+FFFD for bytes that are no UTF-8. A JSON reader accepts them, but the values cannot be kept as text.</summary>
    private static ReadOnlySpan<byte> Repaired(ReadOnlySpan<byte> data) => Utf8.IsValid(data) ? data : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(data));

    private static ModelException Bad(string message) => new(ModelFailureKind.BadAnswer, message);
}
