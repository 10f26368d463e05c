using System.Text.Json.Serialization;

namespace AgentGrains.Core.Models;

/// <summary>How a model's answer ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AnswerEnding>))]
public enum AnswerEnding
{
    /// <summary>The model said all it wanted to say.</summary>
    [JsonStringEnumMemberName("stop")]
    Stop,

    /// <summary>The output limit cut it off. Tool calls of such an answer are not executed: their arguments may be incomplete.</summary>
    [JsonStringEnumMemberName("length")]
    Length,

    /// <summary>The provider's content filter cut it off. Tool calls of such an answer are not executed.</summary>
    [JsonStringEnumMemberName("content_filter")]
    ContentFilter,

    /// <summary>The model refused to answer; the text is its refusal.</summary>
    [JsonStringEnumMemberName("refusal")]
    Refusal,
}

/// <summary>Questions about <see cref="AnswerEnding"/>.</summary>
public static class AnswerEndings
{
    /// <summary>Whether something cut the answer off in the middle.</summary>
    public static bool IsCutOff(this AnswerEnding ending) => ending is AnswerEnding.Length or AnswerEnding.ContentFilter;

    /// <summary>The ending as clients and journals write it.</summary>
    public static string Name(this AnswerEnding ending) => ending switch
    {
        AnswerEnding.Length => "length",
        AnswerEnding.ContentFilter => "content_filter",
        AnswerEnding.Refusal => "refusal",
        _ => "stop",
    };
}
