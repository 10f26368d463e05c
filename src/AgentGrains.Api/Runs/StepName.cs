using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using AgentGrains.Core.Ids;

namespace AgentGrains.Api.Runs;

/// <summary>A step in a request: in JSON its id, as events have it, or its number, as the list of steps has it besides.</summary>
/// <param name="Text">What was sent.</param>
[JsonConverter(typeof(Json))]
internal sealed record StepName(string Text)
{
    /// <summary>The number of the step in its run; null if it is not a step of the run.</summary>
    public int? NumberIn(RunId run)
    {
        if (StepId.TryParse(Text, out var id))
            return id.Run == run ? id.Number : null;
        return int.TryParse(Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
    }

    internal sealed class Json : JsonConverter<StepName>
    {
        public override StepName Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.String => new StepName(reader.GetString()!),
            JsonTokenType.Number when reader.TryGetInt32(out var number) => new StepName(number.ToString(CultureInfo.InvariantCulture)),
            _ => throw new JsonException("A step's id or its number."),
        };

        public override void Write(Utf8JsonWriter writer, StepName value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
    }
}
