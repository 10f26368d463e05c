using AgentGrains.ModelCases.Driving;
using static AgentGrains.ModelCases.Cases.Case;

namespace AgentGrains.ModelCases.Cases;

/// <summary>Errors that come with status 200, and answers with status 200 that are none.</summary>
internal static class StreamErrorCases
{
    public static IEnumerable<ModelCase> All =>
    [
        Again("err-stream", "WORKER-LIMIT-REACHED"),
        Again("err-stop", "PROVIDER-GONE"),
        Again("err-event", "OVERLOADED-NOW"),
        Fails("err-stream-400", "AG3008", "prompt is too long"),
        Again("empty200"),
        Again("html200", "html"),
    ];
}
