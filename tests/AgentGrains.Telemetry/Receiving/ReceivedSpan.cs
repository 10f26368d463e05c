using System.Diagnostics;

namespace AgentGrains.Telemetry.Receiving;

/// <summary>A span as a backend got it.</summary>
internal sealed record ReceivedSpan(string Trace, string Id, string Parent, string Name)
{
    public ActivityKind Kind { get; init; }

    public DateTimeOffset From { get; init; }

    public DateTimeOffset To { get; init; }

    public bool Failed { get; init; }

    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    /// <summary>The spans it is linked with, by trace and span.</summary>
    public IReadOnlyList<(string Trace, string Id)> Links { get; init; } = [];

    /// <summary>The version of the service that sent it.</summary>
    public IReadOnlyDictionary<string, string> Resource { get; init; } = new Dictionary<string, string>();

    public string? this[string attribute] => Attributes.GetValueOrDefault(attribute);
}

/// <summary>A metric as a backend got it: its name, and the attributes of one of its points.</summary>
internal sealed record ReceivedPoint(string Metric, string Unit, IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>The value of a gauge or a sum of whole numbers; null of anything else, and where a backend does not look.</summary>
    public long? Value { get; init; }
}
