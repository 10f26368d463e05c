using System.Text.Json.Serialization;

namespace AgentGrains.Core.Agents;

/// <summary>What a tool does to the world, and so what may be done after a failure.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ToolEffect>))]
public enum ToolEffect
{
    // The first value is the default, so that a tool without a declared effect never runs twice.
    /// <summary>Changes something for good: at most once; an unknown outcome waits for a person.</summary>
    [JsonStringEnumMemberName("irreversible")]
    Irreversible,

    /// <summary>Only looks: runs again.</summary>
    [JsonStringEnumMemberName("read")]
    Read,

    /// <summary>Changes something, once for each Idempotency-Key: runs again with the same key.</summary>
    [JsonStringEnumMemberName("idempotent")]
    Idempotent,

    /// <summary>Changes something that another tool can undo: at most once; an unknown outcome waits for a person.</summary>
    [JsonStringEnumMemberName("compensatable")]
    Compensatable,
}
