using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentGrains.Core.Agents;

/// <summary>A header's value: a text, or in JSON <c>{"secret": "name"}</c>.</summary>
/// <param name="Text">The text itself.</param>
/// <param name="Secret">The name of a secret whose value is sent; the value is never stored.</param>
[JsonConverter(typeof(Json))]
public sealed record HeaderDefinition(string? Text, string? Secret)
{
    /// <summary>Reads and writes the two forms; public, because the forms of other projects are generated from this type, too.</summary>
    public sealed class Json : JsonConverter<HeaderDefinition>
    {
        /// <inheritdoc/>
        public override HeaderDefinition Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String)
                return new HeaderDefinition(reader.GetString(), null);
            string? secret = null;
            if (reader.TokenType == JsonTokenType.StartObject && reader.Read() && reader.TokenType == JsonTokenType.PropertyName
                && reader.ValueTextEquals("secret"u8) && reader.Read() && reader.TokenType == JsonTokenType.String)
            {
                secret = reader.GetString();
            }
            return secret is not null && reader.Read() && reader.TokenType == JsonTokenType.EndObject
                ? new HeaderDefinition(null, secret)
                : throw new JsonException("A header is a text or {\"secret\": \"name\"}.");
        }

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, HeaderDefinition value, JsonSerializerOptions options)
        {
            ArgumentNullException.ThrowIfNull(writer);
            ArgumentNullException.ThrowIfNull(value);
            if (value.Secret is null)
            {
                writer.WriteStringValue(value.Text);
                return;
            }
            writer.WriteStartObject();
            writer.WriteString("secret"u8, value.Secret);
            writer.WriteEndObject();
        }
    }
}
