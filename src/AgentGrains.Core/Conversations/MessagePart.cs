using System.Text.Json.Serialization;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Conversations;

/// <summary>The kinds of parts a message can have.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MessagePartKind>))]
public enum MessagePartKind
{
    /// <summary>Text.</summary>
    [JsonStringEnumMemberName("text")]
    Text,

    /// <summary>An image.</summary>
    [JsonStringEnumMemberName("image")]
    Image,

    /// <summary>A file, such as a PDF document.</summary>
    [JsonStringEnumMemberName("file")]
    File,
}

/// <summary>A part of a message as the journal holds it. Bytes are in the payload store.</summary>
public sealed record MessagePart
{
    /// <summary>What it is.</summary>
    [JsonPropertyName("t")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required MessagePartKind Kind { get; init; }

    /// <summary>For text: the text.</summary>
    [JsonPropertyName("c")]
    public Content? Text { get; init; }

    /// <summary>For images and files: the bytes; null if it is known by its address or its provider's id.</summary>
    [JsonPropertyName("d")]
    public PayloadReference? Data { get; init; }

    /// <summary>For images: the http or https address that the provider is to read.</summary>
    [JsonPropertyName("u")]
    public string? Url { get; init; }

    /// <summary>For files: the id that the provider gave an uploaded file.</summary>
    [JsonPropertyName("fid")]
    public string? FileId { get; init; }

    /// <summary>The media type of the bytes.</summary>
    [JsonPropertyName("mt")]
    public string? MediaType { get; init; }

    /// <summary>For files: the file's name.</summary>
    [JsonPropertyName("n")]
    public string? Name { get; init; }

    /// <summary>For images: how closely to look, <c>auto</c>, <c>low</c> or <c>high</c>.</summary>
    [JsonPropertyName("det")]
    public string? Detail { get; init; }

    /// <summary>What the part adds to the estimate of a prompt's size, in bytes of text.</summary>
    /// <remarks>Providers count an image by its pixels, not its bytes; 1,000 tokens is what a picture of a megapixel costs. A file counts by its bytes.</remarks>
    [JsonIgnore]
    public long PromptBytes => Kind switch
    {
        MessagePartKind.Text => Text?.SizeBytes ?? 0,
        MessagePartKind.Image => 4_000,
        _ => Data?.SizeBytes ?? 4_000,
    };
}
