using System.Buffers;
using System.Text.Json;
using AgentGrains.Cluster.Faults.Load;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Stores;
using AgentGrains.Harness.Replay.Checks;
using AgentGrains.Harness.Replay.Driving;
using AgentGrains.Testing.Doubles;

namespace AgentGrains.Cluster.Faults.Checks;

/// <summary>Each check says nothing of a record that is right, and something of each that was doctored.</summary>
public sealed class CheckTests
{
    private static readonly RunKey Run = RunKey.Parse("01M86S0000000000");
    private static readonly Entry Started = new ModelCallStarted { Run = Run, Step = 1, Model = "default" };
    private static readonly Entry Again = new AttemptStarted { Run = Run, Step = 1, Attempt = 2 };
    private static readonly Entry Completed = new ModelCallCompleted { Run = Run, Step = 1, Attempt = 2, FinishReason = "stop" };

    public static TheoryData<string, string> Doctored => new()
    {
        { "a record is missing", "should be at" },
        { "a record is there twice", "should be at" },
        { "the header knows of more", "The header has position 4" },
        { "a run has not ended", "has not ended" },
        { "a step ended twice", "completed twice" },
        { "a step never ended", "never completed" },
        { "two owners began an attempt", "attempt 2 of step 1" },
        { "a client was told something else", "clients were told" },
    };

    [Fact]
    public void JournalCheck_WhatIsRight_SaysNothing() => Assert.Empty(Judge("nothing"));

    [Theory]
    [MemberData(nameof(Doctored))]
    public void JournalCheck_WhatWasDoctored_SaysSo(string how, string expected) => Assert.Contains(Judge(how), violation => violation.Contains(expected, StringComparison.Ordinal));

    [Fact]
    public void OnceCheck_SecondCallUnderAKey_SaysSo_UnlessAPersonAllowedIt()
    {
        var request = new ToolDoubleRequest("step", "session", "run", "step", "", "recording", MadeConversations.Once, "{}", Disturbance.None);
        Assert.Empty(OnceCheck.Violations([request, request with { Key = "other" }], IsOnce, []));
        Assert.Single(OnceCheck.Violations([request, request], IsOnce, []));
        Assert.Empty(OnceCheck.Violations([request, request], IsOnce, ["step"]));
        Assert.Empty(OnceCheck.Violations([request with { Tool = MadeConversations.ByKey }, request with { Tool = MadeConversations.ByKey }], IsOnce, []));
    }

    [Fact]
    public void EventCheck_EventsDoubledLostOrSwapped_SaysSo()
    {
        List<SeenEvent> right = [Seen(1, "step.started"), Seen(2, "step.completed"), Seen(3, "run.completed", step: null)];
        Assert.Empty(EventCheck.Violations(Played(right, right)));
        Assert.NotEmpty(EventCheck.Violations(Played([right[0], right[1], right[1], right[2]], right)));
        Assert.NotEmpty(EventCheck.Violations(Played([right[0], right[2]], right)));
        Assert.NotEmpty(EventCheck.Violations(Played([right[1], right[0], right[2]], right)));
        Assert.NotEmpty(EventCheck.Violations(Played([right[0], right[1]], [right[0], right[1]])));
    }

    [Fact]
    public async Task AcknowledgementCheck_CallThatWasNeverExecuted_SaysSo()
    {
        var played = Played([], []) with { Recording = MadeConversations.Make("made", 1, seed: 1).Single() };
        await using var models = await ModelDouble.StartAsync([played.Recording]);
        await using var tools = await ToolDouble.StartAsync([played.Recording]);
        Assert.NotEmpty(new AcknowledgementCheck(models, tools).Violations(played));
    }

    [Fact]
    public void TranscriptCheck_WordThatIsMissing_SaysSo() =>
        Assert.NotEmpty(TranscriptCheck.Violations(Played([], []) with { Recording = new Trajectory("one", [new("assistant", "Hello there.", [])]), Messages = Json("""[{"role":"assistant","content":"Hello."}]""") }));

    private static bool IsOnce(string tool) => MadeConversations.EffectOf(tool) == "irreversible";

    private static List<string> Judge(string how)
    {
        List<JournalRecord> records = [Record(0, Started), Record(1, Again), how == "a step never ended" ? Record(2, Started) : Record(2, Completed)];
        List<SeenEvent> told = [Seen(0, "step.started"), Seen(2, "step.completed")];
        var header = new SessionHeader(1, 3, Unfinished: how == "a run has not ended");
        switch (how)
        {
            case "a record is missing":
                records.RemoveAt(1);
                break;
            case "a record is there twice":
                records.Insert(1, records[1]);
                break;
            case "the header knows of more":
                header = header with { Position = 4 };
                break;
            case "a step ended twice":
                records.Add(Record(3, Completed));
                break;
            case "two owners began an attempt":
                records.Add(Record(3, Again));
                break;
            case "a client was told something else":
                told[1] = Seen(1, "step.completed");
                break;
        }
        return [.. JournalCheck.Violations(header, records, told)];
    }

    private static JournalRecord Record(long position, Entry entry)
    {
        var content = new ArrayBufferWriter<byte>();
        JournalCodec.Encode([new PlacedEntry(new EntryPlace(position, DateTimeOffset.UnixEpoch), entry)], content);
        return new JournalRecord(position, 1, content.WrittenMemory.ToArray());
    }

    private static SeenEvent Seen(long position, string type, string? step = "step") => new(position, type, JsonSerializer.Serialize(new { run = "run", step }), position);

    private static PlayedConversation Played(IReadOnlyList<SeenEvent> seen, IReadOnlyList<SeenEvent> afresh) => new(new Trajectory("one", []), "session", [], Json("[]"), seen, afresh, 1, 0);

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
