using AgentGrains.ModelCases.Checks;
using AgentGrains.ModelCases.Driving;
using static AgentGrains.ModelCases.Cases.Case;
using static AgentGrains.ModelCases.Checks.ExpectedCall;

namespace AgentGrains.ModelCases.Cases;

/// <summary>Tool calls whose pieces come in unusual ways, all of them executed.</summary>
internal static class CallCases
{
    public static IEnumerable<ModelCase> All =>
    [
        Calls("tc-noindex", Rome, Oslo),
        Calls("tc-noindex-onechunk", Rome, Oslo),
        Calls("tc-noindex-noid", Rome, Oslo),
        Calls("tc-idx0-ids", Rome, Now),
        Calls("tc-type-empty", Rome),
        Calls("tc-name-repeat", Rome),
        Calls("tc-name-split", Rome),
        Calls("tc-split-idname", Rome),
        Calls("tc-args-before-name", Rome),
        Calls("tc-id-changes", Rome),
        Calls("tc-id-random", Pay),
        Calls("tc-noid-one", Rome),
        Calls("tc-emptyid-one", Rome),
        Calls("tc-nofinish", Rome),
        AfterCalls("tc-finish-stop", async scene =>
        {
            await Executed.CheckAsync(scene, Rome);
            Executed.CheckTokens(await scene.SettledAsync());
        }),
        Text("tc-emptylist"),
    ];
}
