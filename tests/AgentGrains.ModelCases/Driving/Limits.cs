namespace AgentGrains.ModelCases.Driving;

/// <summary>How long tests wait.</summary>
internal static class Limits
{
    /// <summary>The longest wait for one state of a run. The slowest case takes 10 s alone; all cases share the machine.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(45);
}
