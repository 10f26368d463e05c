using System.Text.Json;

namespace AgentGrains.Server.Tests.Driving;

/// <summary>An answer of a <see cref="ChatDouble"/>.</summary>
/// <param name="Delta">What comes, as one piece.</param>
/// <param name="IsWhole">Whether the answer then ends; else nothing more comes, and the connection stays open.</param>
internal sealed record ChatAnswer(object Delta, bool IsWhole = true)
{
    /// <summary>Tokens of the prompt that each whole answer reports.</summary>
    public const int PromptTokens = 100;

    /// <summary>Tokens of the answer that each whole answer reports.</summary>
    public const int AnswerTokens = 7;

    /// <summary>A text.</summary>
    public static ChatAnswer Text(string text) => new(new { role = "assistant", content = text });

    /// <summary>A call of a tool.</summary>
    public static ChatAnswer Call(string tool, string arguments) =>
        new(new { role = "assistant", tool_calls = new[] { new { index = 0, id = $"call_{tool}", type = "function", function = new { name = tool, arguments } } } });

    /// <summary>A text whose end never comes.</summary>
    public static ChatAnswer Unfinished(string text) => Text(text) with { IsWhole = false };

    /// <summary>The events of the stream.</summary>
    public IEnumerable<string> Events()
    {
        yield return Chunk(Delta, null);
        if (!IsWhole)
            yield break;
        yield return Chunk(new { }, "stop");
        yield return Event(new { id = "c", model = "m", choices = Array.Empty<object>(), usage = new { prompt_tokens = PromptTokens, completion_tokens = AnswerTokens, total_tokens = PromptTokens + AnswerTokens } });
        yield return "data: [DONE]\n\n";
    }

    private static string Chunk(object delta, string? finishReason) => Event(new { id = "c", model = "m", choices = new[] { new { index = 0, delta, finish_reason = finishReason } } });

    private static string Event(object data) => $"data: {JsonSerializer.Serialize(data)}\n\n";
}
