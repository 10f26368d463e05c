using System.Text.Json;
using AgentGrains.ModelCases.Checks;

namespace AgentGrains.ModelCases.Strict.Rules;

/// <summary>What servers whose templates parse the prompt demand of calls and tools.</summary>
internal static class ArgumentRules
{
    /// <summary>The arguments of the history that are no object in JSON.</summary>
    public static IEnumerable<string> Unreadable(StrictPrompt prompt) =>
        prompt.Callers.SelectMany(message => message.Arguments).Where(arguments => ExpectedCall.TryParse(arguments) is not { ValueKind: JsonValueKind.Object });

    /// <summary>The ids that several calls have.</summary>
    public static IEnumerable<string> Repeated(StrictPrompt prompt) => prompt.Callers.SelectMany(message => message.CallIds).CountBy(id => id).Where(id => id.Value > 1).Select(id => id.Key);

    /// <summary>The tools whose schema is not of an object with properties.</summary>
    public static IEnumerable<string> WithoutProperties(StrictPrompt prompt) => prompt.Functions.Where(function =>
            !function.TryGetProperty("parameters", out var parameters) || !parameters.TryGetProperty("type", out _) || !parameters.TryGetProperty("properties", out _))
        .Select(function => function.GetProperty("name").GetString()!);
}
