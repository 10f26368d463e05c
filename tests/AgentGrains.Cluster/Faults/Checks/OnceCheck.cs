using AgentGrains.Testing.Doubles;

namespace AgentGrains.Cluster.Faults.Checks;

/// <summary>A tool that may be called once was called once, unless a person let it be tried again.</summary>
internal static class OnceCheck
{
    public static IEnumerable<string> Violations(IEnumerable<ToolDoubleRequest> requests, Func<string, bool> mayComeOnce, IReadOnlyCollection<string> triedAgain) => requests
        .Where(request => mayComeOnce(request.Tool) && !triedAgain.Contains(request.Key))
        .GroupBy(request => (request.Session, request.Key)).Where(step => step.Count() > 1)
        .Select(step => $"{step.First().Tool} came {step.Count()} times under {step.Key.Key}, and no person had allowed a retry");
}
