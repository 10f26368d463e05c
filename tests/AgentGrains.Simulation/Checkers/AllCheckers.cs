namespace AgentGrains.Simulation.Checkers;

/// <summary>The promises that every simulated world is watched for.</summary>
internal static class AllCheckers
{
    public static IReadOnlyList<Checker> Of(World world) =>
    [
        new FoldEqualsState(world), new JournalWithoutGaps(world), new AnsweredIsRecorded(world), new StepCompletesOnce(world), new ToolOnceUnderItsKey(world), new HeldUntilDecided(world),
        new RepeatsChangeNothing(world), new RecordedBeforeStarted(world), new WakeUpInTime(world), new ListedAndSettled(world), new SleepNeverEarly(world), new SignalsKept(world),
        new EventsInOrder(world), new ConversationIsValid(world), new UsageIsTheSum(world), new RestsUntilLater(world),
    ];
}
