using System.Text.Json;
using AgentGrains.ModelCases.Driving;

namespace AgentGrains.ModelCases.Checks;

/// <summary>A tool call that is expected.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Arguments">Its arguments, as JSON.</param>
internal sealed record ExpectedCall(string Tool, string Arguments)
{
    /// <summary>The weather in Rome.</summary>
    public static ExpectedCall Rome { get; } = new("get_weather", """{"city":"Rome"}""");

    /// <summary>The weather in Oslo.</summary>
    public static ExpectedCall Oslo { get; } = new("get_weather", """{"city":"Oslo"}""");

    /// <summary>The time.</summary>
    public static ExpectedCall Now { get; } = new("now", "{}");

    /// <summary>A payment.</summary>
    public static ExpectedCall Pay { get; } = new("pay", """{"amount":5}""");

    /// <summary>A call as it was executed.</summary>
    public static ExpectedCall Of(ExecutedCall call) => new(call.Tool, Compact(call.Arguments));

    /// <summary>A call by the text of its arguments, an object in JSON.</summary>
    public static ExpectedCall Of(string tool, string arguments) => new(tool, Compact(JsonElement.Parse(arguments)));

    /// <summary>A call as it is in the history.</summary>
    public static ExpectedCall Of(WireCall call) => new(call.Name, TryParse(call.Arguments) is { } arguments ? Compact(arguments) : call.Arguments);

    /// <summary>A text as JSON; null if it is none.</summary>
    public static JsonElement? TryParse(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Short, because assertions cut long texts off.
    public override string ToString() => $"{Tool} {Arguments}";

    private static string Compact(JsonElement arguments) => JsonSerializer.Serialize(arguments);
}
