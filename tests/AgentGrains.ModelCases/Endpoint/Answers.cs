using System.Text;
using System.Text.Json;

namespace AgentGrains.ModelCases.Endpoint;

/// <summary>Answers that have nothing unusual.</summary>
internal static class Answers
{
    /// <summary>Tokens of the prompt that <see cref="Text"/> reports.</summary>
    public const int PromptTokens = 20;

    /// <summary>Tokens of the answer that <see cref="Text"/> reports.</summary>
    public const int AnswerTokens = 3;

    private const string StreamHead = "HTTP/1.1 200 OK\nContent-Type: text/event-stream\nTransfer-Encoding: chunked\nConnection: close";

    /// <summary>The end of the connection instead of an answer.</summary>
    public static RawAnswer None { get; } = new("", []);

    /// <summary>A text as a stream with its usage.</summary>
    public static RawAnswer Text(string text) => Stream(
        Delta(new { role = "assistant", content = text }), Delta(new { }, "stop"),
        Event(new { id = "c", @object = "chat.completion.chunk", created = 1, model = "m", choices = Array.Empty<object>(), usage = Usage }), "data: [DONE]\n\n");

    /// <summary>A stream of events, each a chunk.</summary>
    public static RawAnswer Stream(params IEnumerable<string> events) =>
        new(StreamHead, [.. events.Select(sent => new AnswerPart.Bytes(Encoding.UTF8.GetBytes(sent)))]);

    /// <summary>An event with a piece of an answer.</summary>
    public static string Delta(object delta, string? finishReason = null) =>
        Event(new { id = "c", @object = "chat.completion.chunk", created = 1, model = "m", choices = new[] { new { index = 0, delta, finish_reason = finishReason } } });

    /// <summary>A refusal.</summary>
    public static RawAnswer Refusal(int status, string message)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { error = new { message, type = "invalid_request_error", code = (string?)null } });
        return new RawAnswer($"HTTP/1.1 {status} Refused\nContent-Type: application/json\nContent-Length: {body.Length}\nConnection: close", [new AnswerPart.Bytes(body)]);
    }

    private static object Usage => new { prompt_tokens = PromptTokens, completion_tokens = AnswerTokens, total_tokens = PromptTokens + AnswerTokens };

    private static string Event(object data) => $"data: {JsonSerializer.Serialize(data)}\n\n";
}
