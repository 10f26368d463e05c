using AgentGrains.Core.Conversations;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Stores;
using AgentGrains.Harness.Invariants;

namespace AgentGrains.Core.Tests.Corpus;

/// <summary>Every recorded journal has the invariants of journals, and each invariant finds what was damaged on purpose.</summary>
public sealed class InvariantTests
{
    public static TheoryData<string> Names => [.. RecordedJournal.Names(RecordedJournal.Folder)];

    public static TheoryData<string, string, string> Damages => new()
    {
        { "an entry is missing", "answer", "should be at 2" },
        { "an entry follows the end of its run", "answer", "comes after the end of its run" },
        { "a run was created twice", "answer", "was created twice" },
        { "a step started twice", "answer", "started twice" },
        { "a step completed twice", "answer", "completed twice" },
        { "a completed step never started", "answer", "completed and never started" },
        { "an attempt started twice", "retries", "attempt 2 of step" },
        { "a message was recorded twice", "steered", "was recorded twice" },
        { "a signal that a wait took is missing", "signals", "which was not kept" },
        { "a sleep is too short", "sleep", "which is earlier than asked for" },
        { "a sleep completed early", "sleep", "completed before" },
        { "the end is missing", "answer", "A run has not ended" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Journal_ThatWasRecorded_HasEveryInvariant(string name)
    {
        var records = RecordedJournal.Read(RecordedJournal.Folder, name);
        var state = RecordedJournal.Fold(records);

        // Some stories end while their run waits.
        string[] expected = state.Unfinished ? ["A run has not ended."] : [];
        Assert.Equal(expected, JournalInvariants.Violations(new SessionHeader(1, state.Position, state.Unfinished), [.. records.SelectMany(JournalCodec.Decode)]));
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void Journal_ThatWasDamaged_IsFound(string damage, string name, string violation)
    {
        var entries = Damage(damage, [.. RecordedJournal.Read(RecordedJournal.Folder, name).SelectMany(JournalCodec.Decode)]);

        Assert.Contains(JournalInvariants.Violations(new SessionHeader(1, entries.Count, false), entries), found => found.Contains(violation, StringComparison.Ordinal));
    }

    [Fact]
    public void Header_BehindItsJournal_IsFound()
    {
        List<PlacedEntry> entries = [.. RecordedJournal.Read(RecordedJournal.Folder, "answer").SelectMany(JournalCodec.Decode)];

        Assert.Single(JournalInvariants.Violations(new SessionHeader(1, entries.Count - 1, false), entries));
        Assert.Single(JournalInvariants.Violations(new SessionHeader(1, entries.Count, true), entries));
    }

    [Fact]
    public void Usage_OfAModelCallThatWasNotRecorded_IsFound()
    {
        var records = RecordedJournal.Read(RecordedJournal.Folder, "answer");
        var usage = new UsageIsTheSum();
        foreach (var placed in Without<ModelCallCompleted>([.. records.SelectMany(JournalCodec.Decode)]))
            usage.Add(placed);

        usage.Folded(RecordedJournal.Fold(records));

        Assert.Single(usage.Violations);
    }

    [Fact]
    public void Messages_WithoutResultsOrOutOfOrder_AreFound()
    {
        var (callOfA, callOfB) = (new AssistantToolCall("a", "look", Content.Inline("{}")), new AssistantToolCall("b", "look", Content.Inline("{}")));
        ConversationMessage asks = new("assistant", null, [callOfA, callOfB]), user = new("user", Content.Inline("hello"), []);
        ConversationMessage a = new("tool", Content.Inline("done"), [], callOfA), b = new("tool", Content.Inline("done"), [], callOfB);

        Assert.Empty(ConversationIsValid.MessageViolations([user, asks, a, b, user]));
        Assert.NotEmpty(ConversationIsValid.MessageViolations([asks, b, a]));
        Assert.NotEmpty(ConversationIsValid.MessageViolations([asks, a, user, b]));
        Assert.NotEmpty(ConversationIsValid.MessageViolations([asks, a]));
        Assert.NotEmpty(ConversationIsValid.MessageViolations([a]));
    }

    private static List<PlacedEntry> Damage(string damage, List<PlacedEntry> entries)
    {
        switch (damage)
        {
            case "an entry is missing":
                entries.RemoveAt(2);
                return entries;
            case "an entry follows the end of its run":
                return Numbered([.. entries, entries[^1] with { Entry = new RunResumed { Run = entries[^1].Entry.Run } }]);
            case "a run was created twice":
                return Twice<RunCreated>(entries);
            case "a step started twice":
                return Twice<ModelCallStarted>(entries);
            case "a step completed twice":
                return Twice<ModelCallCompleted>(entries);
            case "a completed step never started":
                return Without<ModelCallStarted>(entries);
            case "an attempt started twice":
                return Twice<AttemptStarted>(entries);
            case "a message was recorded twice":
                return Twice<MessageReceived>(entries);
            case "a signal that a wait took is missing":
                return Without<SignalReceived>(entries);
            case "a sleep is too short":
                return [.. entries.Select(placed => placed.Entry is SleepStarted sleep ? placed with { Entry = sleep with { WakeAt = sleep.WakeAt.AddMilliseconds(-1) } } : placed)];
            case "a sleep completed early":
                return [.. entries.Select(placed => placed.Entry is ToolCallCompleted ? placed with { Place = placed.Place with { At = entries[0].Place.At } } : placed)];
            case "the end is missing":
                return Without<RunEnded>(entries);
            default:
                throw new ArgumentOutOfRangeException(nameof(damage), damage, null);
        }
    }

    private static List<PlacedEntry> Twice<T>(List<PlacedEntry> entries)
        where T : Entry => Numbered(entries.SelectMany(placed => placed.Entry is T ? [placed, placed] : (PlacedEntry[])[placed]));

    private static List<PlacedEntry> Without<T>(List<PlacedEntry> entries)
        where T : Entry => Numbered(entries.Where(placed => placed.Entry is not T));

    private static List<PlacedEntry> Numbered(IEnumerable<PlacedEntry> entries) => [.. entries.Select((placed, i) => placed with { Place = placed.Place with { Position = i } })];
}
