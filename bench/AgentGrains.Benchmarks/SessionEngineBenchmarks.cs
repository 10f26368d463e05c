using AgentGrains.Core.Sessions;
using BenchmarkDotNet.Attributes;

namespace AgentGrains.Benchmarks;

/// <summary>Deciding about one answer of a model, early and late in a run: the time must not depend on it.</summary>
[MemoryDiagnoser]
public class SessionEngineBenchmarks
{
    private ToolTurn turn = new();
    private SessionInput? result;

    /// <summary>Turns of the run before the one that is measured.</summary>
    [Params(0, 1_000)]
    public int TurnsBefore { get; set; }

    [GlobalSetup]
    public void Live()
    {
        turn = new ToolTurn().Live(TurnsBefore);
        result = turn.ModelResult;
    }

    [Benchmark]
    public int Decide() => turn.Decide(result!).Entries.Count;
}
