using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentGrains.Core.Ids;

/// <summary>A session's id, <c>ses_</c> and a ULID: sorts by the time it was made.</summary>
[JsonConverter(typeof(Json))]
public readonly record struct SessionId
{
    /// <summary>What every session's id begins with.</summary>
    public const string Prefix = "ses_";

    /// <summary>Characters after the prefix.</summary>
    internal const int BodyLength = 26;

    internal SessionId(string body) => Body = body;

    /// <summary>The id without its prefix, as a run's id holds it.</summary>
    internal string Body { get; }

    /// <summary>Reads an id; throws <see cref="FormatException"/> where it is not one.</summary>
    public static SessionId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a session id.");

    /// <summary>Reads an id; false where it is not one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SessionId id)
    {
        id = default;
        if (text is null || text.Length != Prefix.Length + BodyLength || !text.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        var body = text[Prefix.Length..];
        if (!Crockford.IsAll(body))
            return false;
        id = new SessionId(body);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Prefix + Body;

    internal sealed class Json : JsonConverter<SessionId>
    {
        public override SessionId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TryParse(reader.GetString(), out var id) ? id : throw new JsonException("Not a session id.");

        public override void Write(Utf8JsonWriter writer, SessionId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
