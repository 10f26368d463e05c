using System.Buffers;
using System.Text;
using System.Text.Json;
using AgentGrains.Core.Conversations;

namespace AgentGrains.Testing.Doubles;

/// <summary>An answer in the form of chat completions, whole or as a stream of chunks. The chunks are small, so that the client must put them together.</summary>
internal sealed class Completion(string id, string model, PromptMessage message, int promptTokens)
{
    private const int TextPiece = 24;
    private const int ArgumentsPiece = 10;
    private const int BytesPerToken = 4;

    private string FinishReason => message.ToolCalls.Count == 0 ? "stop" : "tool_calls";

    /// <summary>How many of <see cref="Stream"/>'s events come before a cut: never the end.</summary>
    public static int CutAfter(int events) => Math.Max(1, (events - 3) / 2);

    public IReadOnlyList<ReadOnlyMemory<byte>> Stream(bool withUsage)
    {
        var events = new List<ReadOnlyMemory<byte>> { Chunk(delta => delta.WriteString("role"u8, "assistant"u8)) };
        foreach (var piece in Pieces(message.Content ?? "", TextPiece))
            events.Add(Chunk(delta => delta.WriteString("content"u8, piece)));
        for (var i = 0; i < message.ToolCalls.Count; i++)
        {
            var call = message.ToolCalls[i];
            var index = i;
            events.Add(Chunk(delta => WriteCall(delta, index, call.Id, call.Name, "")));
            foreach (var piece in Pieces(call.Arguments, ArgumentsPiece))
                events.Add(Chunk(delta => WriteCall(delta, index, null, null, piece)));
        }
        events.Add(Chunk(_ => { }, FinishReason));
        if (withUsage)
            events.Add(Event(json => Head(json, "chat.completion.chunk", [], WriteUsage)));
        events.Add("data: [DONE]\n\n"u8.ToArray());
        return events;
    }

    public byte[] Whole() => Json(json => Head(json, "chat.completion", [choice =>
    {
        choice.WriteStartObject("message"u8);
        choice.WriteString("role"u8, "assistant"u8);
        choice.WriteString("content"u8, message.Content);
        choice.WriteNull("refusal"u8);
        if (message.ToolCalls.Count > 0)
        {
            choice.WriteStartArray("tool_calls"u8);
            foreach (var call in message.ToolCalls)
                WriteFunction(choice, null, call.Id, call.Name, call.Arguments);
            choice.WriteEndArray();
        }
        choice.WriteEndObject();
        choice.WriteNull("logprobs"u8);
        choice.WriteString("finish_reason"u8, FinishReason);
    }
    ], WriteUsage));

    private byte[] Chunk(Action<Utf8JsonWriter> delta, string? finishReason = null) => Event(json => Head(json, "chat.completion.chunk", [choice =>
    {
        choice.WriteStartObject("delta"u8);
        delta(choice);
        choice.WriteEndObject();
        choice.WriteString("finish_reason"u8, finishReason);
    }
    ], null));

    private void Head(Utf8JsonWriter json, string kind, ReadOnlySpan<Action<Utf8JsonWriter>> choices, Action<Utf8JsonWriter>? usage)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("object"u8, kind);
        json.WriteNumber("created"u8, 1_700_000_000);
        json.WriteString("model"u8, model);
        json.WriteStartArray("choices"u8);
        foreach (var choice in choices)
        {
            json.WriteStartObject();
            json.WriteNumber("index"u8, 0);
            choice(json);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        usage?.Invoke(json);
        json.WriteEndObject();
    }

    private void WriteUsage(Utf8JsonWriter json)
    {
        var bytes = Encoding.UTF8.GetByteCount(message.Content ?? "") + message.ToolCalls.Sum(call => Encoding.UTF8.GetByteCount(call.Arguments));
        var answerTokens = (bytes + BytesPerToken - 1) / BytesPerToken;
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, promptTokens);
        json.WriteNumber("completion_tokens"u8, answerTokens);
        json.WriteNumber("total_tokens"u8, promptTokens + answerTokens);
        json.WriteEndObject();
    }

    private static void WriteCall(Utf8JsonWriter delta, int index, string? id, string? name, string arguments)
    {
        delta.WriteStartArray("tool_calls"u8);
        WriteFunction(delta, index, id, name, arguments);
        delta.WriteEndArray();
    }

    private static void WriteFunction(Utf8JsonWriter json, int? index, string? id, string? name, string arguments)
    {
        json.WriteStartObject();
        if (index is { } number)
            json.WriteNumber("index"u8, number);
        if (id is not null)
        {
            json.WriteString("id"u8, id);
            json.WriteString("type"u8, "function"u8);
        }
        json.WriteStartObject("function"u8);
        if (name is not null)
            json.WriteString("name"u8, name);
        json.WriteString("arguments"u8, arguments);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static IEnumerable<string> Pieces(string text, int length)
    {
        for (var at = 0; at < text.Length;)
        {
            var end = Math.Min(at + length, text.Length);
            // Half of a surrogate pair cannot be written as JSON.
            if (end < text.Length && char.IsHighSurrogate(text[end - 1]))
                end++;
            yield return text[at..end];
            at = end;
        }
    }

    private static byte[] Event(Action<Utf8JsonWriter> write) => [.. "data: "u8, .. Json(write), .. "\n\n"u8];

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        write(json);
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
