using System.Text.Json;
using AgentGrains.ModelCases.Checks;
using AgentGrains.ModelCases.Driving;
using static AgentGrains.ModelCases.Cases.Case;
using static AgentGrains.ModelCases.Checks.ExpectedCall;

namespace AgentGrains.ModelCases.Cases;

/// <summary>Endpoints that check what comes back to them in the history.</summary>
internal static class HistoryCases
{
    public static IEnumerable<ModelCase> All =>
    [
        // That the name is acceptable on the wire is a rule for all cases.
        AfterCalls("tc-badname", scene => Executed.CheckRefusedAsync(scene, "get_weather")),
        AfterCalls("tc-signature", SignatureAsync),
        AfterCalls("ds-reasoning", ReasoningAsync),
        AfterCalls("blank-result", BlankAsync) with { Tools = new CaseTools { AnswersNothing = true } },
    ];

    private static async Task SignatureAsync(Scene scene)
    {
        await Executed.CheckAsync(scene, Rome);
        var call = WireCall.Of(scene.Requests[1])[0].Call;
        Assert.True(call.TryGetProperty("extra_content", out var extra), $"The call came back without extra_content: {call}");
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse("""{"google":{"thought_signature":"c2ln"}}"""), extra), $"The call came back with {extra}");
    }

    private static async Task ReasoningAsync(Scene scene)
    {
        await Executed.CheckAsync(scene, Rome);
        var message = WireCall.Of(scene.Requests[1])[0].Message;
        Assert.True(message.TryGetProperty("reasoning_content", out var reasoning), $"The message came back without reasoning_content: {message}");
        Assert.Equal("I look at the weather.", reasoning.GetString());
    }

    private static async Task BlankAsync(Scene scene)
    {
        await scene.CompletesAfterAsync(2, Done);
        Assert.Equal([Rome], scene.Tools.Calls.Select(Of));
        // That no result is blank is a rule for all cases.
        Assert.Equal([Rome], WireCall.Of(scene.Requests[1]).Select(Of));
    }
}
