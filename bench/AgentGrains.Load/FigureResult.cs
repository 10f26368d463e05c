using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgentGrains.Load;

/// <summary>A measured promise.</summary>
/// <param name="Figure">Its name.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Unit">The unit of the value and its bounds.</param>
/// <param name="Must">The bound it is to hold; null if the value is only reported.</param>
/// <param name="Aim">The bound it would best hold. The side on which it lies of <paramref name="Must"/> says which values are better.</param>
internal sealed record FigureResult(string Figure, double Value, string Unit, double? Must, double? Aim)
{
    private readonly List<KeyValuePair<string, double>> details = [];

    /// <summary>Whether the value is at least as good as it must be.</summary>
    public bool Holds => Must is null || (Aim > Must ? Value >= Must : Value <= Must);

    /// <summary>Adds a number that explains the value.</summary>
    public FigureResult With(string name, double value)
    {
        details.Add(new KeyValuePair<string, double>(name, value));
        return this;
    }

    /// <summary>The result as one line of JSON.</summary>
    public string ToLine()
    {
        var line = new JsonObject
        {
            ["figure"] = Figure, ["value"] = Short(Value), ["unit"] = Unit, ["must"] = Must, ["aim"] = Aim, ["holds"] = Holds,
        };
        foreach (var (name, value) in details)
            line[name] = Short(value);
        return line.ToJsonString(JsonSerializerOptions.Default);
    }

    /// <summary>A figure that could not be measured, as one line of JSON.</summary>
    public static string ToLine(string figure, string error) =>
        new JsonObject { ["figure"] = figure, ["value"] = null, ["holds"] = false, ["error"] = error }.ToJsonString(JsonSerializerOptions.Default);

    // Four digits say all that a measurement on a shared machine can.
    private static double Short(double value)
    {
        if (!double.IsFinite(value) || value == 0)
            return 0;
        var digits = 3 - (int)Math.Floor(Math.Log10(Math.Abs(value)));
        return digits <= 0 ? Math.Round(value) : Math.Round(value, Math.Min(digits, 15));
    }
}
