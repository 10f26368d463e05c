using System.Text.Json;
using AgentGrains.ModelCases.Endpoint;

namespace AgentGrains.ModelCases.Checks;

/// <summary>What holds for the texts of every request: endpoints whose JSON is strict reject a half of a surrogate pair.</summary>
internal static class TextRules
{
    /// <summary>What a request violates; empty if nothing.</summary>
    public static IEnumerable<string> Violations(SeenRequest request) =>
        Texts(request.Body).Where(IsNoText).Select(text => $"request {request.Number} has a text with a half of a surrogate pair: {text.GetRawText()}");

    private static IEnumerable<JsonElement> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Texts(member.Value)),
        _ => [],
    };

    private static bool IsNoText(JsonElement text)
    {
        try
        {
            _ = text.GetString();
            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }
}
