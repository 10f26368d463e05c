using AgentGrains.Core.Journals;
using AgentGrains.Core.Models;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Tests.Stories;

namespace AgentGrains.Core.Tests.Sessions;

/// <summary>Models write nonsense; a run lives with it, and tells the model what was wrong.</summary>
public sealed class ModelAnswerTests
{
    [Fact]
    public void UnknownTool_IsAnsweredWithAnError_ThatNamesThoseThereAre()
    {
        var story = new Story().Asks(1).Calls("fly");

        Assert.Equal(["model.completed", "message.assistant", "tool.started", "tool.completed", "model.started"], story.Told);
        Assert.StartsWith("There is no tool 'fly'. There are: look, put,", Refusal(story), StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownTool_AmongOthers_HoldsThemNotUp()
    {
        var story = new Story().Asks(1).Calls("fly", "look");

        Assert.Equal([new Effect.CallTool(Story.Key(1), 3, 1, "look", 1)], story.Effects);
    }

    [Theory]
    [InlineData("look")]
    [InlineData("form")]
    [InlineData("sleep")]
    public void ArgumentsThatAreNoJsonObject_AreAnsweredWithAnError(string tool)
    {
        var story = new Story().Asks(1).Calls(Inputs.Call(tool, "{not json", malformed: true));

        Assert.Equal($"The arguments of '{tool}' are not a JSON object. Call it again with arguments that are. They were: {{not json", Refusal(story));
        Assert.Equal(["model.completed", "message.assistant", "tool.started", "tool.completed", "model.started"], story.Told);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"duration_ms":"soon"}""")]
    [InlineData("""{"duration_ms":-1}""")]
    [InlineData("""{"duration_ms":1.5}""")]
    [InlineData("""{"duration_ms":31536000001}""")]
    [InlineData("""{"duration_ms":9e99}""")]
    [InlineData("""{"duration_ms":"\ud800"}""")]
    public void Sleep_ForNoTime_IsAnsweredWithAnError(string arguments) =>
        Assert.StartsWith("'sleep' takes duration_ms, a whole number", Refusal(new Story().Asks(1).Calls(Inputs.Call("sleep", arguments))), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"name":""}""")]
    [InlineData("""{"name":7}""")]
    [InlineData("""{"name":"\udc00"}""")]
    [InlineData("""{"name":"go","timeout_ms":0}""")]
    [InlineData("""{"name":"go","timeout_ms":null}""")]
    [InlineData("""{"name":"go","timeout_ms":31536000001}""")]
    public void WaitForSignal_ForNoSignal_IsAnsweredWithAnError(string arguments) =>
        Assert.StartsWith("'wait_for_signal' takes name,", Refusal(new Story().Asks(1).Calls(Inputs.Call("wait_for_signal", arguments))), StringComparison.Ordinal);

    [Fact]
    public void WaitForSignal_OfTheLongestName_Waits_AndOfALongerOne_IsAnsweredWithAnError()
    {
        Assert.Equal("input", new Story().Asks(1).Calls(Inputs.Call("wait_for_signal", $$"""{"name":"{{new string('a', 128)}}"}""")).WaitsFor);
        Assert.StartsWith("'wait", Refusal(new Story().Asks(1).Calls(Inputs.Call("wait_for_signal", $$"""{"name":"{{new string('a', 129)}}"}"""))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void EmptyAnswer_CompletesTheRun(string? text)
    {
        var story = new Story().Asks(1).Answers(text);

        Assert.Equal(["model.completed", "message.assistant", "run.completed"], story.Told);
        Assert.Equal(text, story.View(1).Output?.Text);
    }

    [Fact]
    public void AnswerThatIsTooLarge_FailsTheRun()
    {
        var story = new Story().Asks(1);

        story.Take(new FailAttempt(Story.Key(1), 1, 1, new RunError("AG3011", "The answer has over 1 MiB."), Permanent: true, MayHaveRun: true, null, 0));

        Assert.Equal("AG3011", story.FailureOf(1));
    }

    [Fact]
    public void TextBesideToolCalls_IsTheOutput_UntilThereIsAnother()
    {
        var story = new Story().Asks(1);
        story.Take(new CompleteModelCall(
            Story.Key(1), 1, 1, Content.Inline("let me see"), [Inputs.Call("finish")], new ModelUsage(1, 1, 0, 0), "tool_calls"));

        Assert.Equal("let me see", story.Returns("finish").View(1).Output?.Text);
    }

    private static string Refusal(Story story)
    {
        var result = story.All<ToolCallCompleted>().Single();
        Assert.True(result.IsError);
        return result.Content.Text!;
    }
}
