using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AgentGrains.Deployment.Bicep;

/// <summary>A file of parameters as azd reads it: text may name variables of the azd environment, with a default behind an equals sign.</summary>
internal sealed partial class ParametersFile(string text)
{
    public static ParametersFile Read(string name) => new(Checkout.Read(Path.Combine("infra", name)));

    /// <summary>The parameters and what is written for them.</summary>
    public IReadOnlyDictionary<string, JsonNode> Values { get; } =
        JsonNode.Parse(text)!["parameters"]!.AsObject().ToDictionary(parameter => parameter.Key, parameter => parameter.Value!["value"]!);

    /// <summary>The variables that it names, and whether each has a default.</summary>
    public IEnumerable<(string Name, bool HasDefault)> Variables =>
        Values.Values.SelectMany(value => Variable().Matches(value.ToString())).Select(match => (match.Groups[1].Value, match.Groups[2].Success));

    /// <summary>The same parameters in Bicep, with the variables put in.</summary>
    public string ToBicep(string template, IReadOnlyDictionary<string, string> environment) =>
        string.Join('\n', Values.Select(parameter => $"param {parameter.Key} = {Literal(parameter.Value, environment)}").Prepend($"using '{template}'"));

    private static string Literal(JsonNode value, IReadOnlyDictionary<string, string> environment)
    {
        if (value.GetValueKind() != System.Text.Json.JsonValueKind.String)
            return value.ToJsonString();
        var put = Variable().Replace(value.GetValue<string>(), match =>
            environment.TryGetValue(match.Groups[1].Value, out var set) ? set
            : match.Groups[2].Success ? match.Groups[3].Value
            : throw new InvalidOperationException($"{match.Groups[1].Value} is not in the environment and has no default."));
        return $"'{put.Replace("'", @"\'", StringComparison.Ordinal)}'";
    }

    [GeneratedRegex(@"\$\{(\w+)(=([^}]*))?\}")]
    private static partial Regex Variable();
}
