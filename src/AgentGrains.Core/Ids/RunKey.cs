using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentGrains.Core.Ids;

/// <summary>A run within its session: 16 characters, 10 of time and 6 of chance. The journal names runs by it.</summary>
[JsonConverter(typeof(Json))]
public readonly record struct RunKey
{
    internal const int Length = 16;

    internal RunKey(string value) => Value = value;

    /// <summary>The key as text.</summary>
    public string Value { get; }

    /// <summary>Reads a key; throws <see cref="FormatException"/> where it is not one.</summary>
    public static RunKey Parse(string text) =>
        text is { Length: Length } && Crockford.IsAll(text) ? new RunKey(text) : throw new FormatException($"'{text}' is not a run key.");

    /// <inheritdoc/>
    public override string ToString() => Value;

    internal sealed class Json : JsonConverter<RunKey>
    {
        public override RunKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.GetString();
            return text is { Length: Length } && Crockford.IsAll(text) ? new RunKey(text) : throw new JsonException($"'{text}' is not a run key.");
        }

        public override void Write(Utf8JsonWriter writer, RunKey value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}
