using AgentGrains.ModelCases.Driving;

namespace AgentGrains.ModelCases.Cases;

/// <summary>All cases. What should happen is in <c>cases.tsv</c>; here is how it is checked.</summary>
internal static class CaseTable
{
    /// <summary>The cases, each once.</summary>
    public static IReadOnlyList<ModelCase> All { get; } =
    [
        .. CallCases.All, .. CallArgumentCases.All, .. CallIdCases.All, .. CutOffCallCases.All, .. HistoryCases.All,
        .. EndCases.All, .. FinishCases.All, .. ChunkCases.All, .. StreamCases.All, .. UsageCases.All,
        .. RequestCases.All, .. StreamErrorCases.All, .. StatusCases.All, .. ContextCases.All, .. RetryCases.All, .. RecoveryCases.All,
    ];
}
