using System.Collections.Immutable;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Models;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Tests.Stories;
using CsCheck;

namespace AgentGrains.Core.Tests.Properties;

/// <summary>Something generated that happens to a session. What it means depends on what is open, so that it often fits, and sometimes not at all.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Run">Which run.</param>
/// <param name="Pick">Which step, call or variant.</param>
/// <param name="After">How much time passes before.</param>
/// <param name="Text">What is said.</param>
/// <param name="Calls">What a model asks for.</param>
/// <param name="Flag">A choice.</param>
internal sealed record Move(int Kind, int Run, int Pick, TimeSpan After, string Text, AssistantToolCall[] Calls, bool Flag)
{
    // Well-formed, as all text is that was read from JSON or UTF-8.
    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.OneOf("", "hello", "go", "é漢😀", "\"\\\n\u2028\0", new string('x', 300)), Gen.Char['\u0001', '\ud7ff'].Array[0, 8].Select(text => new string(text)));

    private static readonly Gen<AssistantToolCall> ToolCalls = Gen.Select(
        Gen.OneOf("look", "put", "book", "wire", "finish", "form", "ask", "sleep", "wait_for_signal", "http_wait", "fly", ""),
        Gen.OneOf(
            Gen.OneOf("{}", "", "[", "{not json", """{"name":"go"}""", """{"name":"go","timeout_ms":900}""", """{"duration_ms":700}""", """{"duration_ms":0}""", """{"name":"\ud800"}""", """{"url":"https://jobs.example/7","interval_ms":1000}"""),
            Texts),
        Gen.Int[0, 3], Gen.Int[0, 9],
        (tool, arguments, id, odd) => Inputs.Call(tool, arguments, id, malformed: odd == 0));

    /// <summary>Any move.</summary>
    public static readonly Gen<Move> Any = Gen.Select(
        Gen.Int[0, 20], Gen.Int[1, 5], Gen.Int[0, 20], Gen.Frequency((4, Gen.Const(0)), (3, Gen.Int[1, 2_000]), (1, Gen.Int[2_000, 100_000])), Texts,
        Gen.OneOf(Gen.Const(Array.Empty<AssistantToolCall>()), ToolCalls.Array[0, 5]), Gen.Bool,
        (kind, run, pick, after, text, calls, flag) => new Move(kind, run, pick, TimeSpan.FromMilliseconds(after), text, calls, flag));

    /// <summary>The input that it is in this state; null where only time passes.</summary>
    public SessionInput? In(SessionState state) => Kind switch
    {
        0 or 1 => new CreateRun(
            Story.Key(Run), StoryAgents.Name, 1, [new UserMessage(Content.Inline(Text)), new UserMessage(Content.Inline("and"), "system")], Limits(),
            Flag ? ImmutableDictionary<string, string>.Empty.Add("note", Text) : ImmutableDictionary<string, string>.Empty, (OnConflict)(Pick % 4)),
        2 => new SendMessage(Story.Key(Run), $"msg_{Pick}", Content.Inline(Text)),
        3 => new SendSignal(Story.Key(Run), $"sig_{Pick}", Flag ? "go" : "stop", Content.Inline(Text)),
        4 => new AnswerToolCall(Story.Key(Run), $"call_{Pick % 4}", Content.Inline(Text), Flag),
        5 => Pick < 5 ? new CancelRun(Story.Key(Run)) : null,
        6 => Pick < 5 ? new TerminateRun(Story.Key(Run)) : null,
        7 => new PauseRun(Story.Key(Run)) { Id = Flag ? $"ctl_{Pick}" : null },
        8 => new ResumeRun(Story.Key(Run)) { Id = Flag ? $"ctl_{Pick}" : null },
        9 => new TakeOver(Flag ? [] : [.. (state.Active?.Open ?? []).Take(1).Select(step => (step.Number, step.Attempt))]),
        10 => new FailAttempt(
            Key(state), Step(state), Attempt(state), new RunError("AG3001", Text), Permanent: Pick == 0, MayHaveRun: Flag, Pick % 3 == 0 ? TimeSpan.FromSeconds(Pick) : null, Pick / 20.0),
        11 or 12 => new CompleteToolCall(Key(state), Step(state), Attempt(state), Large(), Flag),
        13 or 14 or 15 => new CompleteModelCall(
            Key(state), Step(state), Attempt(state), Pick % 4 == 0 ? null : Large(), [.. Calls], new ModelUsage(Pick, 1, 0, Pick), Flag ? "stop" : Text),
        16 => new ReportPoll(Key(state), Step(state), Attempt(state), Flag ? 200 : Pick == 0 ? null : 404, Pick == 0 ? Text : null),
        17 => new RetryStep(Key(state), Step(state), Attempt(state)),
        18 => new SkipStep(Key(state), Step(state), Attempt(state), Large(), Flag),
        19 => new RetryRun(Key(state)),
        _ when Pick == 20 && Flag => new EraseSession(),
        _ => Pick < 3 ? new OpenSession(StoryAgents.Name, ImmutableDictionary<string, string>.Empty.Add("of", Text)) : null,
    };

    private RunLimits Limits() => Pick switch
    {
        16 => new RunLimits { MaxSteps = Run },
        17 => new RunLimits { MaxTokens = 20 },
        18 => new RunLimits { MaxCostMicros = 9 },
        19 => new RunLimits { MaxRunDurationMs = 4000 },
        _ => new RunLimits(),
    };

    private Content Large() => Pick == 20 ? Content.Stored(PayloadReference.Of(System.Text.Encoding.UTF8.GetBytes(Text))) : Content.Inline(Text);

    private RunKey Key(SessionState state) => Pick == 19 ? Story.Key(Run) : state.Active?.Key ?? Story.Key(Run);

    private Step? Open(SessionState state) => state.Active is { Open: { IsEmpty: false } open } ? open[Pick % open.Length] : null;

    private int Step(SessionState state) => Pick == 18 ? Run : Open(state)?.Number ?? Run;

    private int Attempt(SessionState state) => Pick == 17 ? Run : Open(state)?.Attempt ?? 1;
}
