using System.Collections.Immutable;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Models;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Tests.Stories;

namespace AgentGrains.Core.Tests.Corpus;

/// <summary>The stories that the corpus was recorded from, by the names of its files. A file stays as it was recorded, whatever becomes of its story.</summary>
internal static class CorpusStories
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static readonly IReadOnlyDictionary<string, Func<Story>> ByName = new Dictionary<string, Func<Story>>
    {
        ["answer"] = () => Started().Answers("hi"),
        ["parallel-tools"] = () => Started().Calls("look", "put", "book").Pass(Second).Returns("book", "booked").Returns("look", "seen").Returns("put", "full", isError: true).Answers("done"),
        ["tool-that-ends"] = () => Started().Calls("finish").Returns("finish", "that was all"),
        ["sleep"] = () => Started().Calls(Inputs.Call("sleep", """{"duration_ms":60000}""")).Pass(Second * 61).Answers("rested"),
        ["signals"] = () => Started().Signals(1, "go", "early").WaitsForSignal().WaitsForSignal().Pass(Second).Signals(1, "other", id: "sig_2").Signals(1, "go", "late", "sig_3").Answers("went"),
        ["http-wait"] = () => Polled(Polled(Started().Calls(Inputs.Call("http_wait", """{"url":"https://jobs.example/7","interval_ms":1000}""")), 404).Pass(Second), 200).Answers("it is there"),
        ["client-tools"] = () => Started().Calls("form", "ask").Resolves(1, "call_0", "blue").Pass(Second * 20).Answers("thanks"),
        ["still-waiting"] = () => Started().Calls("form").Asks(2).Asks(3, onConflict: OnConflict.Steer),
        ["retries"] = () => Tried(Started()).Answers("at last"),
        ["held-and-skipped"] = () => Started().Calls("wire").Fails("wire", mayHaveRun: true).Pass(Second).Skips(1, "wire", "it was wired").Answers("good"),
        ["held-and-retried"] = () => Started().Calls("wire").IsTakenOver().Pass(Second).Retries(1, "wire").Returns("wire", "wired").Answers("good"),
        ["still-held"] = () => Started().Calls("book", "look").Fails("book", mayHaveRun: true).Returns("look"),
        ["taken-over"] = () => Started().IsTakenOver().Calls("look").Pass(Second).IsTakenOver().Returns("look").Answers("still here"),
        ["quarantined"] = () => Quarantined(),
        ["paused"] = () => Started().Pauses(1).Calls("look").Pass(Second).Resumes(1).Returns("look").Pauses(1),
        ["repeated"] = () => Started().Take(new PauseRun(Story.Key(1)) { Id = "ctl_1" }).Take(new ResumeRun(Story.Key(1)) { Id = "ctl_2" }).Calls("form").Resolves(1).Resolves(1).Answers("once"),
        ["given-up"] = () => Started().Calls("wire").Terminates(1).Take(new CompleteToolCall(Story.Key(1), 2, 1, Content.Inline("wired"), false)).Asks(2).Answers("again"),
        ["erasing"] = () => Started().Calls("wire").Asks(2).Asks(3).Take(new EraseSession()),
        ["cancelled"] = () => Started().Calls("wire", "look").Cancels(1).Pass(Second * 30).Asks(2).Cancels(2),
        ["interrupted"] = () => Started().Calls("look").Asks(2, "stop", OnConflict.Interrupt).Answers("stopped").Asks(3).Terminates(3),
        ["steered"] = () => Started().Asks(2, "no, wait", OnConflict.Steer).Answers("waiting").Says(1, "and now?").Answers("now"),
        ["limits"] = () => Started(new RunLimits { MaxSteps = 2 }).Calls("look", "put").Asks(2, limits: new RunLimits { MaxRunDurationMs = 500 }).Pass(Second).Asks(3),
        ["nonsense"] = () => Started().Calls(Inputs.Call("fly"), Inputs.Call("look", "{not json", 1, malformed: true), Inputs.Call("sleep", "[]", 2)).Answers("sorry"),
        ["failed"] = () => Started().Fails("default", permanent: true).Asks(2, "é漢😀").Answers(null),
        ["throttled"] = () => Started().Fails("default", retry: RetryClass.Throttled).Pass(Second).Fails("default", retry: RetryClass.Unavailable, usage: new AttemptUsage { InputTokens = 5 }).Pass(Second).Answers("at last"),
        ["still-throttled"] = () => Started().Calls("look").Fails("look", retry: RetryClass.Throttled, retryAfter: Second * 90),
        ["cut-off"] = () => Started().IsCutOff(AnswerEnding.Length, "let me", Inputs.Call("wire", "{")).IsCutOff(AnswerEnding.ContentFilter, null, Inputs.Call("wire")).IsCutOff(AnswerEnding.Length, "and so"),
        ["corrected"] = () => Started().Fails("default", retry: RetryClass.Correction, usage: new AttemptUsage { OutputTokens = 9 }).Answers("{}"),
        ["pictures"] = () => Pictures().Answers("a cat"),
    };

    private static Story Pictures() => new Story().Take(new CreateRun(
        Story.Key(1), StoryAgents.Name, 1, [new UserMessage(Content.Inline("What is this?")) { Parts = Parts }], new RunLimits(), ImmutableDictionary<string, string>.Empty, OnConflict.Enqueue));

    private static readonly ImmutableArray<MessagePart> Parts =
    [
        new MessagePart { Kind = MessagePartKind.Text, Text = Content.Inline("What is this?") },
        new MessagePart { Kind = MessagePartKind.Image, Data = PayloadReference.Of("PNG"u8.ToArray()), MediaType = "image/png" },
    ];

    private static Story Polled(Story story, int status) =>
        story.Take(new ReportPoll(Story.Key(1), 2, story.Active.Open[0].Attempt, status, null));

    private static Story Started(RunLimits? limits = null) => new Story().Asks(1, limits: limits);

    private static Story Tried(Story story)
    {
        for (var i = 0; i < 3; i++)
            story.Fails("default").Pass(Second * 5);
        return story;
    }

    private static Story Quarantined()
    {
        var story = Started();
        for (var i = 0; i < new EngineOptions().MaxTakeovers; i++)
            story.Pass(Second).IsTakenOver();
        return story;
    }
}
