using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentGrains.Core.Ids;

/// <summary>A run's id: <c>run_</c>, the run's own key (time and chance) and its session's ULID, so that either finds the grain.</summary>
/// <param name="Session">The session that carries the run out.</param>
/// <param name="Key">The run within its session.</param>
[JsonConverter(typeof(Json))]
public readonly record struct RunId(SessionId Session, RunKey Key)
{
    /// <summary>What every run's id begins with.</summary>
    public const string Prefix = "run_";

    /// <summary>Reads an id; throws <see cref="FormatException"/> where it is not one.</summary>
    public static RunId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a run id.");

    /// <summary>Reads an id; false where it is not one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out RunId id)
    {
        id = default;
        if (text is null || text.Length != Prefix.Length + RunKey.Length + SessionId.BodyLength
            || !text.StartsWith(Prefix, StringComparison.Ordinal) || !Crockford.IsAll(text.AsSpan(Prefix.Length)))
        {
            return false;
        }
        var key = new RunKey(text.Substring(Prefix.Length, RunKey.Length));
        id = new RunId(new SessionId(text[(Prefix.Length + RunKey.Length)..]), key);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Concat(Prefix, Key.Value, Session.Body);

    internal sealed class Json : JsonConverter<RunId>
    {
        public override RunId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.GetString();
            if (TryParse(text, out var id))
                return id;
            // A checkpoint's views have no session: it is the one the checkpoint belongs to.
            return text is { Length: RunKey.Length } && Crockford.IsAll(text) ? new RunId(default, new RunKey(text)) : throw new JsonException($"'{text}' is not a run id.");
        }

        public override void Write(Utf8JsonWriter writer, RunId value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Session.Body is null ? value.Key.Value : value.ToString());
    }
}
