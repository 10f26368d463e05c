using System.Globalization;
using System.Text.Json;

namespace AgentGrains.ModelCases.Soak.Calls;

/// <summary>Makes the calls that a model means.</summary>
internal sealed class MeantCalls(Chance chance)
{
    // An answer that repeats a call to the last character is a case of its own; other calls differ by a number.
    private const int RepeatedPercent = 5;
    private const int FaultyPercent = 8;

    private static readonly string[] Cities =
        ["Rome", "S\u00e3o Paulo", "\u6771\u4eac", "New \"York\"", "a\\b", "\U0001F600 town", "line\nbreak", "{\"city\":\"x\"}", "}{", "tab\there", "[DONE]", "caf\u00e9 \U0001F1EE\U0001F1F9"];

    private static readonly JsonSerializerOptions Indents = new() { WriteIndented = true };

    private int number;

    /// <summary>The calls of one answer.</summary>
    public IReadOnlyList<MeantCall> Next()
    {
        var calls = new List<MeantCall>();
        for (var count = chance.Weighted((60, 1), (25, 2), (10, 3), (5, 4)); calls.Count < count;)
            calls.Add(calls.Count > 0 && chance.Happens(RepeatedPercent) ? calls[^1] : One());
        return calls;
    }

    private MeantCall One()
    {
        number++;
        var call = chance.Weighted((40, Pay()), (40, Weather()), (20, Now()));
        return chance.Happens(FaultyPercent) ? Faulty(call) : call;
    }

    private MeantCall Pay() => new("pay", Written(("amount", Amount()), ("note", chance.Happens(20) ? JsonText.Of(City()) : null)), true);

    private MeantCall Weather() => new("get_weather", Written(("city", Nested("city", JsonText.Of(City(), chance.Happens(30)))), ("days", chance.Happens(20) ? "[1, 2, {}]" : null)), true);

    private MeantCall Now() => new("now", chance.Weighted((60, ""), (25, "{}"), (15, Written(("zone", $"\"UTC+{number}\"")))), true);

    private string Amount() => Nested("amount", string.Create(CultureInfo.InvariantCulture, $"{chance.One("", "-")}{number}{chance.One("", ".50", "e2", "00")}"));

    /// <summary>Now and then the argument is an object that starts like the arguments themselves.</summary>
    private string Nested(string name, string value) => chance.Happens(6) ? JsonText.Object((name, value)) : value;

    private string City() => $"{chance.One(Cities)} {number}";

    private string Written(params (string Name, string? Json)[] members)
    {
        var compact = JsonText.Object(members);
        return chance.Weighted((60, compact), (25, compact.Replace("\":", "\": ", StringComparison.Ordinal)), (10, Indented(compact)), (5, $" {compact}\n"));
    }

    private static string Indented(string json) => JsonSerializer.Serialize(JsonElement.Parse(json), Indents);

    private MeantCall Faulty(MeantCall call) => chance.Number(0, 5) switch
    {
        0 when call.Arguments.Length > 2 => call with { Arguments = call.Arguments.TrimEnd()[..^chance.Number(1, Math.Min(4, call.Arguments.Trim().Length - 1))], IsSound = false },
        1 => call with { Arguments = chance.One("\"Rome\"", "5", "true", "[1]", "Rome"), IsSound = false },
        2 => call with { Arguments = $"{call.Arguments.Trim()}{chance.One("}", " and more", ",", "<|end|>", "\"")}", IsSound = false },
        3 => call with { Name = chance.One("functions.get_weather", "pay.now", "weather", "default_api:pay", "pa", "multi_tool_use.parallel", "Pay", "get weather", "\u652f\u4ed8"), IsSound = false },
        4 => new MeantCall("pay", "", false),
        5 when call.Arguments.Contains('"', StringComparison.Ordinal) => call with { Arguments = call.Arguments.Replace('"', '\''), IsSound = false },
        _ => call with { Arguments = "{", IsSound = false },
    };
}
