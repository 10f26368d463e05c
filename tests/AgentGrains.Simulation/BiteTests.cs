using AgentGrains.Simulation.Checkers;
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
    public void WakeUps_NotRebuilt_AreFound() => Finds(() => new NoRebuild());

    [Fact]
    public void Checkpoint_AheadOfTheChannels_IsFound() => Finds(() => new CheckpointsAhead(), nameof(ListedAndSettled));

    [Fact]
    public void Checkpoint_WithoutAMessage_IsFound() => Finds(() => new ForgetfulCheckpoints(), nameof(ConversationIsValid));

    [Fact]
    public void Clock_RunningAhead_IsFound() => Finds(() => new RunawayClock());

    [Fact]
    public void Payment_TakenForRepeatable_IsFound() => Finds(() => new EverythingRunsAgain(), nameof(ToolOnceUnderItsKey));

    [Fact]
    public void Payment_WhoseLateResultIsDropped_IsFound() => Finds(() => new DroppedLateResults(), nameof(AnsweredIsRecorded));

    [Fact]
    public void Payment_StartedAgainAfterALostAnswer_IsFound() => Finds(() => new LostAnswerTakenForNoCall(), nameof(ToolOnceUnderItsKey));

    [Fact]
    public void Resume_ThatReleasesHeldSteps_IsFound() => Finds(() => new ResumeReleases(), nameof(HeldUntilDecided));

    [Fact]
    public void Inputs_ThatLoseTheirIds_AreFound() => Finds(() => new LostInputIds(), nameof(RepeatsChangeNothing));

    [Fact]
    public void Result_ForAnotherStep_IsFound() => Finds(() => new WrongStep(), nameof(ToolOnceUnderItsKey));

    [Fact]
    public void Run_ThatContinuesAfterItsEnd_IsFound() => Finds(() => new EntriesAfterTheEnd(), nameof(StepCompletesOnce));

    [Fact]
    public void Sleep_RecordedTooShort_IsFound() => Finds(() => new ShortenedSleeps(), nameof(SleepNeverEarly));

    [Fact]
    public void Stream_ThatSkips_IsFound() => Finds(() => new SkippedEvents(), nameof(EventsInOrder));

    [Fact]
    public void Stream_ThatDoubles_IsFound() => Finds(() => new DoubledEvents(), nameof(EventsInOrder));

    [Fact]
    public void Records_EmptiedOnTheDisk_AreFound() => Finds(() => new EmptiedRecords(), "ExpectedFailures");

    /// <summary>Some seed must fail by a checker; by the one named where the defect breaks what it alone watches.</summary>
    private void Finds(Func<Mutation> defect, string? by = null)
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
                if (by is null || by == failure.Checker)
                    return;
            }
        }
        Assert.Fail($"{by ?? "Every checker"} missed {defect().GetType().Name} in {EnoughSeeds} seeds.");
    }
}
