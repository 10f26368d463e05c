using System.Text.Json.Serialization;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>Why a tool call of a model must not be executed. The model is answered with it instead.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CallFault>))]
public enum CallFault
{
    /// <summary>The arguments are not one JSON object.</summary>
    [JsonStringEnumMemberName("malformed")]
    Malformed,

    /// <summary>There are no arguments and the tool's schema requires some, or the tool must not run twice and one that its schema requires is missing.</summary>
    [JsonStringEnumMemberName("no_arguments")]
    MissingArguments,

    /// <summary>The output limit cut the message off.</summary>
    [JsonStringEnumMemberName("length")]
    CutOffByLength,

    /// <summary>The content filter cut the message off.</summary>
    [JsonStringEnumMemberName("content_filter")]
    CutOffByFilter,
}
