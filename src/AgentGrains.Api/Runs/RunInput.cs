using System.Text.Json;
using System.Text.Json.Serialization;
using AgentGrains.Api.Json;
using AgentGrains.Api.Messages;
using AgentGrains.Core.Errors;

namespace AgentGrains.Api.Runs;

/// <summary>The input of a run: in JSON a text, or a list of messages.</summary>
/// <param name="Messages">The messages, the oldest first.</param>
[JsonConverter(typeof(Json))]
internal sealed record RunInput(IReadOnlyList<InputMessage> Messages)
{
    private const int MaxMessages = 100;

    private static readonly string[] Roles = ["user", "assistant", "system"];

    /// <summary>Adds what is wrong with the input.</summary>
    public void Check(FieldErrors errors)
    {
        if (Messages.Count is < 1 or > MaxMessages)
            errors.Add("input", $"From 1 to {MaxMessages} messages.");
        for (var i = 0; i < Math.Min(Messages.Count, MaxMessages); i++)
        {
            var path = $"input[{i}]";
            if (Messages[i] is not { } message)
            {
                errors.Add(path, "A message is an object.");
                continue;
            }
            if (!Roles.Contains(message.Role))
                errors.Add($"{path}.role", "One of: user, assistant, system.");
            ContentValidator.Check(message.Content, message.Role, $"{path}.content", errors);
        }
    }

    internal sealed class Json : JsonConverter<RunInput>
    {
        public override RunInput Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.String => new RunInput([new InputMessage("user", new MessageContent(reader.GetString()!, null))]),
            JsonTokenType.StartArray => new RunInput(JsonSerializer.Deserialize(ref reader, ApiJson.Wire.IReadOnlyListInputMessage)!),
            _ => throw new JsonException("An input is a text or a list of messages."),
        };

        public override void Write(Utf8JsonWriter writer, RunInput value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Messages, ApiJson.Wire.IReadOnlyListInputMessage);
    }
}
