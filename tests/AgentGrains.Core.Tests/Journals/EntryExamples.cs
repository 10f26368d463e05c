using System.Collections.Immutable;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Models;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Tests.Stories;

namespace AgentGrains.Core.Tests.Journals;

/// <summary>Each type of entry with everything it can hold, and those that can hold less with the least.</summary>
internal static class EntryExamples
{
    private static readonly RunKey Run = Story.Key(1);
    private static readonly DateTimeOffset Time = Story.Beginning.AddMilliseconds(7);
    private static readonly Content Text = Content.Inline("é \"x\"\n😀");
    private static readonly Content Stored = Content.Stored(new PayloadReference(new string('a', 64), 40_000));
    private static readonly RunError Error = new("AG3002", "It broke.");
    private static readonly ImmutableDictionary<string, string> Metadata = ImmutableDictionary<string, string>.Empty.Add("ticket", "42");

    private static readonly AttemptUsage Usage = new() { InputTokens = 1, OutputTokens = 2, CachedInputTokens = 3, CostMicros = 4, IsEstimate = true, Model = "gpt" };

    private static readonly ImmutableArray<MessagePart> Parts =
    [
        new MessagePart { Kind = MessagePartKind.Text, Text = Text },
        new MessagePart { Kind = MessagePartKind.Image, Data = new PayloadReference(new string('b', 64), 9), MediaType = "image/png", Detail = "low" },
        new MessagePart { Kind = MessagePartKind.Image, Url = "https://pictures.example/a.png" },
        new MessagePart { Kind = MessagePartKind.File, FileId = "file-1", Name = "a.pdf" },
    ];

    public static readonly IReadOnlyList<Entry> Full =
    [
        new SessionOpened { Agent = "worker", Metadata = Metadata },
        new SessionErasing(),
        new RunCreated
        {
            Run = Run, AgentVersion = 3, Messages = [new UserMessage(Text), new UserMessage(Stored, "system")], Metadata = Metadata,
            Limits = new StoredLimits { MaxSteps = 1, MaxRunDurationMs = 2, MaxTokens = 3, MaxCostMicros = 4 },
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        },
        new RunStarted { Run = Run },
        new RunWaiting { Run = Run, Waiting = new Waiting(WaitReasons.Input, "go", Time, "call_0") },
        new RunPaused { Run = Run },
        new RunResumed { Run = Run },
        new RunCancelRequested { Run = Run, Reason = "interrupted" },
        new RunCompleted { Run = Run, OutputPosition = 5 },
        new RunFailed { Run = Run, Error = Error },
        new RunCancelled { Run = Run },
        new RunTerminated { Run = Run },
        new RunTakenOver { Run = Run },
        new RunQuarantined { Run = Run },
        new InputNoted { Run = Run, Id = "control/ctl_1" },
        new MessageReceived { Run = Run, Id = "msg_1", Content = Text },
        new AssistantMessage { Run = Run, Step = 1, Content = Text, Calls = [new AssistantToolCall("call_0", "look", Text, true), new AssistantToolCall("call_1", "put", Stored)] },
        new ModelCallStarted { Run = Run, Step = 1, Model = "default" },
        new ModelCallCompleted { Run = Run, Step = 1, Attempt = 2, InputTokens = 3, OutputTokens = 4, CachedInputTokens = 5, CostMicros = 6, FinishReason = "stop", IsEstimate = true, Model = "gpt" },
        new ToolCallStarted { Run = Run, Step = 2, MessagePosition = 7, CallIndex = 0, Name = "look", CallId = "call_0" },
        new ToolCallCompleted { Run = Run, Step = 2, Attempt = 1, CallIndex = 0, Content = Stored, IsError = true, EndsRun = true, SignalId = "sig_1" },
        new LateResult { Run = Run, Step = 2, Attempt = 1, Content = Stored, IsError = true },
        new ClientToolStarted { Run = Run, Step = 3, MessagePosition = 7, CallIndex = 1, Name = "form", CallId = "call_1", WaitUntil = Time },
        new SleepStarted { Run = Run, Step = 4, MessagePosition = 7, CallIndex = 2, Name = "sleep", CallId = "call_2", WakeAt = Time },
        new SignalWaitStarted { Run = Run, Step = 5, MessagePosition = 7, CallIndex = 3, Name = "wait_for_signal", CallId = "call_3", Signal = "go", WaitUntil = Time },
        new SignalReceived { Run = Run, Id = "sig_1", Name = "go", Content = Text },
        new HttpWaitStarted
        {
            Run = Run, Step = 6, MessagePosition = 7, CallIndex = 4, Name = "http_wait", CallId = "call_4", Url = "https://jobs.example/7", Status = 200, IntervalMs = 60_000, WaitUntil = Time,
        },
        new UrlPolled { Run = Run, Step = 6, Attempt = 1, Answer = "it answered 404.", RetryAt = Time },
        new AttemptStarted { Run = Run, Step = 2, Attempt = 2 },
        new AttemptFailed { Run = Run, Step = 2, Attempt = 1, Error = Error, RetryAt = Time, Retry = RetryClass.Throttled, Usage = Usage },
        new AttemptLost { Run = Run, Step = 2, Attempt = 1, Usage = Usage },
        new StepFailed { Run = Run, Step = 2, Attempt = 1, Error = Error, Usage = Usage },
        new StepHeld { Run = Run, Step = 2, Attempt = 1, Error = Error, Usage = Usage },
        new StepReleased { Run = Run, Step = 2 },
    ];

    public static readonly IReadOnlyList<Entry> Least =
    [
        new SessionOpened { Agent = "worker" },
        new RunCreated { Run = Run, AgentVersion = 1, Messages = [new UserMessage(Content.Inline(""))], Limits = new StoredLimits() },
        new RunWaiting { Run = Run, Waiting = new Waiting(WaitReasons.Timer, "sleep", null, null) },
        new RunCompleted { Run = Run },
        new RunTakenOver(),
        new MessageReceived { Run = Run, Content = Text },
        new AssistantMessage { Run = Run, Step = 1 },
        new ModelCallCompleted { Run = Run, Step = 1, Attempt = 1, FinishReason = "" },
        new AttemptFailed { Run = Run, Step = 2, Attempt = 1, Error = Error, RetryAt = Time },
        new AttemptLost { Run = Run, Step = 2, Attempt = 1 },
        new StepFailed { Run = Run, Step = 2, Attempt = 1, Error = Error },
        new StepHeld { Run = Run, Step = 2, Attempt = 1, Error = Error, Usage = new AttemptUsage() },
        new ToolCallCompleted { Run = Run, Step = 2, Attempt = 1, CallIndex = 0, Content = Text },
        new ClientToolStarted { Run = Run, Step = 3, MessagePosition = 7, CallIndex = 1, Name = "form", CallId = "" },
        new SignalWaitStarted { Run = Run, Step = 5, MessagePosition = 7, CallIndex = 3, Name = "wait_for_signal", CallId = "call_3", Signal = "go" },
    ];

    /// <summary>Forms that came later and that one example beside the others shows best.</summary>
    public static readonly IReadOnlyList<Entry> Later =
    [
        new RunCreated { Run = Run, AgentVersion = 3, Messages = [new UserMessage(Text) { Parts = Parts }], Limits = new StoredLimits() },
        new MessageReceived { Run = Run, Id = "msg_2", Content = Text, Parts = Parts },
        new AssistantMessage
        {
            Run = Run, Step = 1, Content = Text, Ending = AnswerEnding.Length, Extra = Content.Inline("""{"reasoning_content":"hm"}"""),
            Calls =
            [
                new AssistantToolCall("dup", "look", Text, true) { Fault = CallFault.CutOffByLength, UniqueId = "0123ABCde", Extra = Stored },
                new AssistantToolCall("", "put", Text, true) { Fault = CallFault.MissingArguments, UniqueId = "1123ABCde" },
            ],
        },
    ];

    public static IEnumerable<Entry> All => Full.Concat(Least).Concat(Later);
}
