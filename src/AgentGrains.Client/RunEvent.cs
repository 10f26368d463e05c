using System.Text.Json;

namespace AgentGrains.Client;

/// <summary>An event of a run or a session. For one thread.</summary>
/// <param name="position">Its position in the session's journal; null for what is not durable.</param>
/// <param name="type">Its type, such as <c>run.completed</c>.</param>
/// <param name="utf8">What it says, as JSON in UTF-8.</param>
public sealed class RunEvent(long? position, string type, ReadOnlyMemory<byte> utf8)
{
    private JsonElement? parsed;

    /// <summary>Its position in the session's journal; null for what is not durable.</summary>
    public long? Position { get; } = position;

    /// <summary>Its type, such as <c>run.completed</c>.</summary>
    public string Type { get; } = type;

    /// <summary>What it says, as JSON in UTF-8.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; } = utf8;

    /// <summary>What it says. Parsed when it is first asked for.</summary>
    public JsonElement Body => parsed ??= JsonElement.Parse(Utf8.Span);

    /// <summary>Whether it is the last event of a run.</summary>
    public bool EndsRun => Type is "run.completed" or "run.failed" or "run.cancelled" or "run.terminated";

    /// <summary>The run it is about.</summary>
    public string? Run => Text("run");

    /// <summary>The step it is about, where it is about one.</summary>
    public string? Step => Text("step");

    /// <summary>The attempt it is about, where it is about one.</summary>
    public int? Attempt => Body.TryGetProperty("attempt", out var attempt) ? attempt.GetInt32() : null;

    /// <summary>For <c>message.delta</c>: the piece of text.</summary>
    public string? TextDelta => Text("text");

    private string? Text(string name) => Body.TryGetProperty(name, out var value) ? value.GetString() : null;
}
