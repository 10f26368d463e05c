using System.Text.Json;

namespace AgentGrains.Harness.Replay.Driving;

/// <summary>A durable event as a reader saw it.</summary>
/// <param name="Position">Its id.</param>
/// <param name="Type">Its type.</param>
/// <param name="Data">Its data, as they came.</param>
/// <param name="Timestamp">When it was seen first, by the clock of <see cref="TimeProvider.GetTimestamp"/>.</param>
public sealed record SeenEvent(long Position, string Type, string Data, long Timestamp)
{
    /// <summary>The run it is of.</summary>
    public string Run { get; } = Text(Data, "run")!;

    /// <summary>The step it is of; null where it is of none.</summary>
    public string? Step { get; } = Text(Data, "step");

    /// <summary>Whether it is the last of its run.</summary>
    public bool EndsRun => Type is "run.completed" or "run.failed" or "run.cancelled" or "run.terminated";

    /// <summary>A field of the data that is a text.</summary>
    public static string? Text(string data, string field)
    {
        using var document = JsonDocument.Parse(data);
        return document.RootElement.TryGetProperty(field, out var value) ? value.GetString() : null;
    }
}
