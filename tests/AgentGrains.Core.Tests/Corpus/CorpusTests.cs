using AgentGrains.Core.Conversations;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Core.Tests.Stories;

namespace AgentGrains.Core.Tests.Corpus;

/// <summary>Journals of every released form are read by every later version, and tell the same.</summary>
/// <remarks>
/// <c>AGENTGRAINS_CORPUS=folder</c> records the stories that have no file yet into a folder, with what they tell. What was recorded once
/// is never recorded again: it is what an older version wrote.
/// </remarks>
public sealed class CorpusTests
{
    private const string Failing = "Corpus/Failing";
    private const int MaxBytes = 64 * 1024;

    public static TheoryData<string> Names => [.. RecordedJournal.Names(RecordedJournal.Folder)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Journal_TellsWhatWasApproved(string name)
    {
        var records = RecordedJournal.Read(RecordedJournal.Folder, name);

        var state = RecordedJournal.Fold(records);

        Approved.Check($"Corpus/{name}.approved.txt", Telling.Of(state, records.SelectMany(JournalCodec.Decode)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Journal_ContinuesFromACheckpointAtEachRecord(string name)
    {
        var records = RecordedJournal.Read(RecordedJournal.Folder, name);
        var whole = RecordedJournal.Fold(records);
        var conversation = new Conversation();
        var saved = SavedSession.None;
        foreach (var record in records)
        {
            foreach (var entry in JournalCodec.Decode(record))
            {
                conversation.Add(entry);
                saved.Conversation!.Add(entry);
                saved = saved with { State = SessionEngine.Apply(saved.State, entry) };
            }
            saved = JournalCodec.DecodeCheckpoint(new JournalCheckpoint(saved.State.Position, JournalCodec.EncodeCheckpoint(saved.State, saved.Conversation)))!;
        }

        Assert.Equal(whole.Text(), saved.State.Text());
        Assert.Equal(conversation.Text(), saved.Conversation!.Text());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Journal_IsSmall(string name) => Assert.InRange(new FileInfo(Approved.Path($"Corpus/{name}.jsonl")).Length, 1, MaxBytes);

    [Fact]
    public void Corpus_HoldsEveryTypeOfEntry()
    {
        var held = RecordedJournal.Names(RecordedJournal.Folder).SelectMany(name => RecordedJournal.Read(RecordedJournal.Folder, name)).SelectMany(JournalCodec.Decode);

        Assert.Equal(StoredNames.ByType.Values.Order(), held.Select(placed => StoredNames.Of(placed.Entry)).Distinct().Order());
    }

    [Fact]
    public void EachStory_WasRecorded()
    {
        var missing = CorpusStories.ByName.Where(story => !File.Exists(Approved.Path($"Corpus/{story.Key}.jsonl"))).ToList();
        if (Environment.GetEnvironmentVariable("AGENTGRAINS_CORPUS") is { Length: > 0 } folder)
        {
            foreach (var (name, tell) in missing)
                Record(Path.Combine(folder, name), tell());
        }

        Assert.Empty(missing.Select(story => story.Key));
    }

    [Theory]
    [InlineData("newer-form", "AG4004", "The record at 4 has form 4; this version reads up to 3.")]
    [InlineData("unknown-entry", "AG4005", "The record at 4 does not read: ")]
    [InlineData("cut-off", "AG4005", "The record at 4 does not read: ")]
    public void JournalThatThisVersionCannotRead_IsRefused_AndSaysWhichRecordItIs(string name, string code, string detail)
    {
        var refusal = Assert.Throws<AgentGrainsException>(() => RecordedJournal.Fold(RecordedJournal.Read(Failing, name)));

        Assert.Equal(code, refusal.Code.Value);
        Assert.StartsWith(detail, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void JournalWithAGap_IsRefused()
    {
        var records = RecordedJournal.Read(RecordedJournal.Folder, "answer");

        Assert.Throws<InvalidOperationException>(() => RecordedJournal.Fold([.. records.Skip(1)]));
    }

    private static void Record(string path, Story story)
    {
        File.WriteAllText($"{path}.jsonl", RecordedJournal.Text(story.Records));
        File.WriteAllText($"{path}.approved.txt", Telling.Of(story.State, story.Entries));
    }
}
