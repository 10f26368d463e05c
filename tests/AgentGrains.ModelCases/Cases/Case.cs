using AgentGrains.ModelCases.Checks;
using AgentGrains.ModelCases.Driving;
using AgentGrains.ModelCases.Endpoint;

namespace AgentGrains.ModelCases.Cases;

/// <summary>The kinds of cases that the tables are made of.</summary>
internal static class Case
{
    /// <summary>The text of most answers.</summary>
    public const string Hello = "hello world";

    /// <summary>The text of the answer after tool calls.</summary>
    public const string Done = "done";

    /// <summary>The file's answer is the answer of the run, with 10 tokens of prompt and 5 of answer.</summary>
    public static ModelCase Text(string id, string text = Hello, string finishReason = "stop", (long Input, long Output)? tokens = null) => new(id, async scene =>
    {
        var run = await scene.CompletesAfterAsync(1, text, finishReason);
        Assert.Equal(tokens ?? (10, 5), run.Tokens());
    });

    /// <summary>The file's answer is the answer of the run, but reports no tokens: they are estimated.</summary>
    public static ModelCase Estimated(string id, string text = Hello) => new(id, async scene =>
    {
        var (input, output) = (await scene.CompletesAfterAsync(1, text)).Tokens();
        Assert.True(input > 0 && output > 0, $"Expected an estimate of the tokens; it is {input} and {output}.");
    });

    /// <summary>The file's answer has calls, which are executed; the answer after it is the answer of the run.</summary>
    public static ModelCase Calls(string id, params ExpectedCall[] calls) => AfterCalls(id, scene => Executed.CheckAsync(scene, calls));

    /// <summary>The file's answer has calls; the answer after it has a text.</summary>
    public static ModelCase AfterCalls(string id, Func<Scene, Task> expect) => FirstFile(id, 1, Done, expect);

    /// <summary>The file's answer is a failed attempt; the next one is the answer of the run.</summary>
    /// <param name="id">The case.</param>
    /// <param name="words">What the event of the failed attempt contains.</param>
    /// <param name="failures">How often the file's answer comes.</param>
    public static ModelCase Again(string id, string words = "", int failures = 1) => FirstFile(id, failures, Hello, async scene =>
    {
        await scene.CompletesAfterAsync(failures + 1, Hello);
        var retries = await scene.RetriesAsync();
        Assert.Equal(failures, retries.Count);
        Assert.All(retries, retry => Assert.Contains(words, retry, StringComparison.OrdinalIgnoreCase));
    });

    /// <summary>The run fails after one request with the endpoint's words.</summary>
    public static ModelCase Fails(string id, string? code, string words) => new(id, scene => scene.FailsAtOnceAsync(code, words));

    /// <summary>The file's answer comes so many times, then a text.</summary>
    public static ModelCase FirstFile(string id, int times, string then, Func<Scene, Task> expect) =>
        new(id, expect) { Answer = (request, fromFile) => request.Number <= times ? fromFile : Answers.Text(then) };
}
