using System.Text.Json;

namespace AgentGrains.Models.ChatCompletions;

/// <summary>What one event of a stream, or a whole completion, says. Read completely before any of it counts; reused for the next one.</summary>
internal sealed class Chunk
{
    /// <summary>Text of the answer; null if there is none.</summary>
    public string? Text { get; set; }

    /// <summary>Text of a refusal; null if there is none.</summary>
    public string? Refusal { get; set; }

    public List<CallPiece> Calls { get; } = [];

    /// <summary>Members of the message that this runtime does not know.</summary>
    public List<KeyValuePair<string, JsonElement>> Members { get; } = [];

    public string? FinishReason { get; set; }

    /// <summary>The finish reason of the provider behind a gateway.</summary>
    public string? NativeFinishReason { get; set; }

    public ReportedUsage Usage { get; set; }

    public string? Model { get; set; }

    public ProviderError? Error { get; set; }

    /// <summary>Whether it is a whole message, not a piece of one.</summary>
    public bool IsWhole { get; set; }

    /// <summary>Whether it says that it is a chunk of a stream, so that a whole message in it is the one so far.</summary>
    public bool IsPiece { get; set; }

    /// <summary>Whether anything of a message came.</summary>
    public bool SaysSomething => !string.IsNullOrEmpty(Text) || Refusal is not null || Calls.Count > 0 || Members.Count > 0;

    public void Clear()
    {
        (Text, Refusal, FinishReason, NativeFinishReason, Model, Error, IsWhole, IsPiece, Usage) = (null, null, null, null, null, null, false, false, default);
        Calls.Clear();
        Members.Clear();
    }
}

/// <summary>A piece of a tool call. Servers leave out, repeat and change what they like; see <see cref="CallAssembly"/>.</summary>
/// <param name="Index">The call's index; null if the server gives none.</param>
/// <param name="Id">The call's id; empty if the server gives none.</param>
/// <param name="Name">The tool's name, or a piece of it; empty if there is none.</param>
/// <param name="Arguments">Arguments, or a piece of them; empty if there are none.</param>
/// <param name="IsWhole">Whether the arguments came as a JSON object instead of text, and so are whole.</param>
/// <param name="Members">Members of the call that this runtime does not know; null if there are none.</param>
/// <param name="FunctionMembers">Those of its function; null if there are none.</param>
internal readonly record struct CallPiece(
    long? Index, string Id, string Name, string Arguments, bool IsWhole, List<KeyValuePair<string, JsonElement>>? Members, List<KeyValuePair<string, JsonElement>>? FunctionMembers)
{
    /// <summary>Whether it says nothing, not even which call it is of.</summary>
    public bool IsNothing => Index is null && Id.Length == 0 && Name.Length == 0 && Arguments.Length == 0;
}

/// <summary>Tokens as a provider reports them; 0 where it does not.</summary>
internal readonly record struct ReportedUsage(long InputTokens, long OutputTokens, long CachedInputTokens)
{
    /// <summary>Field by field the larger: servers that report on every chunk report the sum so far.</summary>
    public ReportedUsage Max(ReportedUsage other) => new(
        Math.Max(InputTokens, other.InputTokens), Math.Max(OutputTokens, other.OutputTokens), Math.Max(CachedInputTokens, other.CachedInputTokens));
}
