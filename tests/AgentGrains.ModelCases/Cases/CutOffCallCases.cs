using AgentGrains.ModelCases.Checks;
using AgentGrains.ModelCases.Driving;
using static AgentGrains.ModelCases.Cases.Case;

namespace AgentGrains.ModelCases.Cases;

/// <summary>Answers that end in the middle of a tool call. The tool is irreversible: a wrong execution costs money.</summary>
internal static class CutOffCallCases
{
    public static IEnumerable<ModelCase> All =>
    [
        AfterCalls("tc-length-named", scene => CutOffAsync(scene, "cut off by the output limit")),
        AfterCalls("tc-filter", scene => CutOffAsync(scene, "cut off by the content filter")),
        // Whole arguments do not help: the model may have meant to write more of them, or another call.
        AfterCalls("tc-length-whole", scene => CutOffAsync(scene, "cut off by the output limit")) with
        {
            File = "tc-id-random", Adjust = answer => answer.WithBytes(sent => sent.Replace("\"tool_calls\"}", "\"length\"}", StringComparison.Ordinal)),
        },
    ];

    private static async Task CutOffAsync(Scene scene, string words)
    {
        var call = await Executed.CheckRefusedAsync(scene, words);
        Assert.Equal("pay", call.Name);
    }
}
