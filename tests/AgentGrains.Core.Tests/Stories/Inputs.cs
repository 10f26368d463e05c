using System.Collections.Immutable;
using System.Globalization;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Models;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Tests.Stories;

/// <summary>What can happen in a story, in few words. What names no run is about the active one.</summary>
internal static class Inputs
{
    /// <summary>A client asks for a run.</summary>
    public static Story Asks(this Story story, int run, string text = "hello", OnConflict onConflict = OnConflict.Enqueue, RunLimits? limits = null) =>
        story.Take(new CreateRun(
            Story.Key(run), StoryAgents.Name, 1, [new UserMessage(Content.Inline(text))], limits ?? new RunLimits(), ImmutableDictionary<string, string>.Empty, onConflict));

    /// <summary>The model answers without tool calls.</summary>
    public static Story Answers(this Story story, string? text, ModelUsage? usage = null) => story.Models(text, [], usage);

    /// <summary>The model asks for tools by name, without arguments.</summary>
    public static Story Calls(this Story story, params string[] tools) => story.Calls([.. tools.Select((tool, i) => Call(tool, index: i))]);

    /// <summary>The model asks for tools.</summary>
    public static Story Calls(this Story story, params AssistantToolCall[] calls) => story.Models(null, calls, null);

    /// <summary>The model asks to wait for the signal <c>go</c>.</summary>
    public static Story WaitsForSignal(this Story story) => story.Calls(Call("wait_for_signal", """{"name":"go"}"""));

    /// <summary>A call as the model asks for it.</summary>
    public static AssistantToolCall Call(string tool, string arguments = "{}", int index = 0, bool malformed = false) =>
        new(string.Create(CultureInfo.InvariantCulture, $"call_{index}"), tool, Content.Inline(arguments), malformed);

    /// <summary>The tool in flight under this name answers.</summary>
    public static Story Returns(this Story story, string tool, string content = "done", bool isError = false) =>
        story.Take(new CompleteToolCall(story.Active.Key, story.Open(tool).Number, story.Open(tool).Attempt, Content.Inline(content), isError));

    /// <summary>The attempt in flight gives no result.</summary>
    /// <param name="story">The story.</param>
    /// <param name="step">The tool's name, or the model's.</param>
    /// <param name="permanent">Whether another attempt would end the same way.</param>
    /// <param name="mayHaveRun">Whether the deed may have been done all the same.</param>
    /// <param name="retryAfter">How long the other side asked to wait.</param>
    /// <param name="retry">What bounds further attempts.</param>
    /// <param name="usage">What the attempt used.</param>
    /// <param name="notSent">Whether the other side was not asked.</param>
    public static Story Fails(
        this Story story, string step, bool permanent = false, bool mayHaveRun = false, TimeSpan? retryAfter = null, RetryClass retry = default, AttemptUsage? usage = null,
        bool notSent = false) =>
        story.Take(new FailAttempt(
            story.Active.Key, story.Open(step).Number, story.Open(step).Attempt, new RunError("AG3002", "It broke."), permanent, mayHaveRun, retryAfter, 1)
        {
            Retry = retry, Usage = usage, NotSent = notSent,
        });

    /// <summary>The model answers, but something cuts it off.</summary>
    public static Story IsCutOff(this Story story, AnswerEnding ending, string? text, params AssistantToolCall[] calls)
    {
        var step = story.Active.Open.First(step => step is ModelCallStep);
        return story.Take(new CompleteModelCall(
            story.Active.Key, step.Number, step.Attempt, text is null ? null : Content.Inline(text), [.. calls], new ModelUsage(10, 2, 0, 3), ending.Name())
        { Ending = ending });
    }

    /// <summary>The session's host stops, or another host that does not stop takes over.</summary>
    public static Story Drains(this Story story, bool draining = true)
    {
        story.Draining = draining;
        return story;
    }

    /// <summary>Another host takes the session up.</summary>
    public static Story IsTakenOver(this Story story) => story.Take(new TakeOver([]));

    public static Story Cancels(this Story story, int run) => story.Take(new CancelRun(Story.Key(run)));

    public static Story Terminates(this Story story, int run) => story.Take(new TerminateRun(Story.Key(run)));

    public static Story Pauses(this Story story, int run) => story.Take(new PauseRun(Story.Key(run)));

    public static Story Resumes(this Story story, int run) => story.Take(new ResumeRun(Story.Key(run)));

    /// <summary>A person lets the held step of a tool or a model be tried again.</summary>
    public static Story Retries(this Story story, int run, string name) => story.Take(new RetryStep(Story.Key(run), story.Open(name).Number, story.Open(name).Attempt));

    /// <summary>A person lets a quarantined run continue.</summary>
    public static Story RetriesRun(this Story story, int run) => story.Take(new RetryRun(Story.Key(run)));

    /// <summary>A person gives the result of a held step.</summary>
    public static Story Skips(this Story story, int run, string name, string text) =>
        story.Take(new SkipStep(Story.Key(run), story.Open(name).Number, story.Open(name).Attempt, Content.Inline(text), false));

    public static Story Says(this Story story, int run, string text, string id = "msg_1") => story.Take(new SendMessage(Story.Key(run), id, Content.Inline(text)));

    public static Story Signals(this Story story, int run, string name, string text = "continue", string id = "sig_1") =>
        story.Take(new SendSignal(Story.Key(run), id, name, Content.Inline(text)));

    /// <summary>The front end answers a tool call.</summary>
    public static Story Resolves(this Story story, int run, string callId = "call_0", string text = "yes") =>
        story.Take(new AnswerToolCall(Story.Key(run), callId, Content.Inline(text), false));

    /// <summary>The open step of a tool or a model.</summary>
    public static EffectStep Open(this Story story, string name) => story.Active.Open.OfType<EffectStep>().First(step => step.Name == name);

    private static Story Models(this Story story, string? text, AssistantToolCall[] calls, ModelUsage? usage)
    {
        var step = story.Active.Open.First(step => step is ModelCallStep);
        return story.Take(new CompleteModelCall(
            story.Active.Key, step.Number, step.Attempt, text is null ? null : Content.Inline(text), [.. calls], usage ?? new ModelUsage(10, 2, 0, 3), calls.Length > 0 ? "tool_calls" : "stop"));
    }
}
