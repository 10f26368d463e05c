using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using AgentGrains.Core.Models;

namespace AgentGrains.Models.Scripted;

/// <summary>
/// What a scripted model plays: <c>key:value</c> pairs behind semicolons, in any order, each at most once. <c>conversation</c> stands alone or before pairs.
/// <list type="table">
/// <item>
/// <term><c>steps:N</c></term>
/// <description>a run of exactly N durable steps, model calls and calls of the tool echo; 1, or 3 to 1,000,000. Without it, a conversation.</description>
/// </item>
/// <item><term><c>size:N</c></term><description>bytes of text in each call of echo, and of the last answer; 0 to 1,048,576, default 16.</description></item>
/// <item><term><c>delay_ms:N</c></term><description>how long it waits before each answer; 0 to 600,000, default 0.</description></item>
/// <item><term><c>chunk:N</c></term><description>characters in each piece of streamed text; 1 to 1,048,576, default the whole text in one.</description></item>
/// </list>
/// </summary>
/// <remarks>The grammar is also in docs/scripted-model.md. There is no run of two steps: one call of a tool and the model's last word on it are three with the call that asked for it.</remarks>
internal sealed record Script
{
    /// <summary>What a scripted model plays where nothing is configured.</summary>
    public const string Conversation = "conversation";

    /// <summary>Durable steps of a run; null for a conversation.</summary>
    public int? Steps { get; private init; }

    public int SizeBytes { get; private init; } = 16;

    public TimeSpan Delay { get; private init; }

    /// <summary>Characters in each piece of streamed text; null for the whole.</summary>
    public int? Chunk { get; private init; }

    public static Script Parse(string text) => TryParse(text, out var script, out var error)
        ? script
        : throw new ModelException(ModelFailureKind.Permanent, $"The script '{text}' cannot be played: {error}");

    public static bool TryParse(string text, [NotNullWhen(true)] out Script? script, [NotNullWhen(false)] out string? error)
    {
        script = null;
        error = null;
        var read = new Script();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var parts = text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < parts.Length; i++)
        {
            if (i == 0 && parts[i] == Conversation)
                continue;
            var colon = parts[i].IndexOf(':', StringComparison.Ordinal);
            var key = colon < 0 ? parts[i] : parts[i][..colon].TrimEnd();
            if (!seen.Add(key))
                error = $"{key} is there twice.";
            else if (colon < 0 || !int.TryParse(parts[i].AsSpan(colon + 1), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var value))
                error = $"'{parts[i]}' is not of the form key:number.";
            else
                read = read.With(key, value, out error);
            if (error is not null)
                return false;
        }
        script = read;
        return true;
    }

    private Script With(string key, int value, out string? error)
    {
        error = (key, value) switch
        {
            ("steps", 1 or (>= 3 and <= 1_000_000)) or ("size", <= 1 << 20) or ("delay_ms", <= 600_000) or ("chunk", >= 1 and <= 1 << 20) => null,
            ("steps", _) => "steps is 1, or 3 to 1,000,000.",
            ("size", _) => "size is 0 to 1,048,576.",
            ("delay_ms", _) => "delay_ms is 0 to 600,000.",
            ("chunk", _) => "chunk is 1 to 1,048,576.",
            _ => $"'{key}' is not known; there are steps, size, delay_ms, chunk.",
        };
        return key switch
        {
            "steps" => this with { Steps = value },
            "size" => this with { SizeBytes = value },
            "delay_ms" => this with { Delay = TimeSpan.FromMilliseconds(value) },
            _ => this with { Chunk = value },
        };
    }
}
