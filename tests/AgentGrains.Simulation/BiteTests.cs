using AgentGrains.Simulation.Mutations;

namespace AgentGrains.Simulation;

/// <summary>With a defect put in on purpose, simulation fails: the checkers can see what they look for.</summary>
public sealed class BiteTests(ITestOutputHelper output)
{
    private const int EnoughSeeds = 300;

    [Fact]
    public void Fence_SwitchedOff_IsFound() => Finds(() => new NoFence());

    [Fact]
    public void Completion_CountedTwice_IsFound() => Finds(() => new CompletionTwice());

    [Fact]
    public void Dispatch_OfWhatWasNeverWritten_IsFound() => Finds(() => new AcknowledgedAndLost());

    [Fact]
    public void WakeUps_Forgotten_AreFound() => Finds(() => new ForgottenWakeUps());

    [Fact]
    public void Clock_RunningAhead_IsFound() => Finds(() => new RunawayClock());

    private void Finds(Func<Mutation> defect)
    {
        for (var seed = 1; seed <= EnoughSeeds; seed++)
        {
            try
            {
                SimulatedStory.Run(seed, defect());
            }
            catch (SimulationFailure failure)
            {
                output.WriteLine($"{failure.Checker} found it with seed {seed}.");
                return;
            }
        }
        Assert.Fail($"No checker found {defect().GetType().Name} in {EnoughSeeds} seeds.");
    }
}
