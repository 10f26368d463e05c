using System.Text.Json;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>The arguments of a call of a built-in tool, by name. Reading never fails over what a model wrote.</summary>
internal sealed class CallArguments
{
    private readonly Dictionary<string, JsonElement> byName = [];

    private CallArguments()
    {
    }

    /// <summary>The arguments of a call; null if they are not one JSON object that is at hand.</summary>
    public static CallArguments? Read(PendingCall call)
    {
        if (call.Arguments.Text is not { } text)
            return null;
        try
        {
            using var document = JsonDocument.Parse(text);
            var arguments = new CallArguments();
            foreach (var argument in document.RootElement.EnumerateObject())
            {
                // Half a surrogate pair is valid JSON and no text: reading it throws.
                if (argument.Value.ValueKind == JsonValueKind.String)
                    _ = argument.Value.GetString();
                arguments.byName[argument.Name] = argument.Value.Clone();
            }
            return arguments;
        }
        catch (Exception nonsense) when (nonsense is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether there is an argument of a name.</summary>
    public bool Has(string name) => byName.ContainsKey(name);

    /// <summary>A text of 1 to <paramref name="maxLength"/> characters; null if the argument is anything else.</summary>
    public string? Text(string name, int maxLength) =>
        byName.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text && text.Length <= maxLength ? text : null;

    /// <summary>A whole number of a range; null if the argument is anything else.</summary>
    public long? Integer(string name, long least, long most) =>
        byName.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most ? number : null;
}
