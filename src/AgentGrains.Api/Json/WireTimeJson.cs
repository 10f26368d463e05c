using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using AgentGrains.Core;

namespace AgentGrains.Api.Json;

/// <summary>Times as clients see them: ISO 8601, UTC, milliseconds.</summary>
internal sealed class WireTimeJson : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var time) ? time : throw new JsonException("A time is a text in ISO 8601.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[WireTime.Form.Length];
        writer.WriteStringValue(value.UtcDateTime.TryFormat(text, out var length, WireTime.Form, CultureInfo.InvariantCulture) ? text[..length] : throw new JsonException("A time has a fixed length."));
    }
}
