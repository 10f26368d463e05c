using System.Text.Encodings.Web;
using System.Text.Json;

namespace AgentGrains.Cluster.Faults;

/// <summary>What a round was and what came of it.</summary>
internal sealed record RoundResult
{
    private static readonly JsonSerializerOptions OneLine = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public required string Fault { get; init; }

    public int Round { get; init; }

    public required int Seed { get; init; }

    /// <summary>From the first request to the last check.</summary>
    public required double Seconds { get; init; }

    public required int Conversations { get; init; }

    public required int Runs { get; init; }

    public required int Steps { get; init; }

    /// <summary>Events that clients saw, and <see cref="Streams"/> they came over.</summary>
    public required int Events { get; init; }

    public required int Streams { get; init; }

    /// <summary>What clients sent, each request as often as it was sent.</summary>
    public required int Requests { get; init; }

    /// <summary>Requests that were refused for the moment, and sent again.</summary>
    public required int Refusals { get; init; }

    /// <summary>Requests that got no answer, and were sent again.</summary>
    public required int Losses { get; init; }

    /// <summary>Requests that failed at a silo, and that the front sent to another one.</summary>
    public required long Retries { get; init; }

    /// <summary>Streams that were aborted: so a draining silo makes readers resume elsewhere.</summary>
    public required int Cuts { get; init; }

    public required int ToolCalls { get; init; }

    public required int AttemptsFailed { get; init; }

    public required int AttemptsLost { get; init; }

    /// <summary>Steps that waited for a person.</summary>
    public required int Held { get; init; }

    /// <summary>Calls by an owner that did not know yet that there is another.</summary>
    public required int AskedAfterwards { get; init; }

    /// <summary>The longest silence of an active session when the fault occurred, in seconds.</summary>
    public required double LongestSilence { get; init; }

    /// <summary>What the fault measured.</summary>
    public required IReadOnlyDictionary<string, double> Noted { get; init; }

    /// <summary>Some of what was refused.</summary>
    public required IReadOnlyList<string> WhatRefused { get; init; }

    public required IReadOnlyList<string> Violations { get; init; }

    /// <summary>As one line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, OneLine);
}
