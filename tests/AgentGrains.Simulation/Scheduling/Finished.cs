namespace AgentGrains.Simulation.Scheduling;

/// <summary>Reads what in-memory stores answer: their calls are over when they return.</summary>
internal static class Finished
{
    public static T Of<T>(ValueTask<T> call) => call.AsTask().GetAwaiter().GetResult();

    public static bool Of(ValueTask call)
    {
        call.AsTask().GetAwaiter().GetResult();
        return true;
    }
}
