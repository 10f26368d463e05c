using AgentGrains.ModelCases.Endpoint;
using AgentGrains.ModelCases.Soak.Generation;

namespace AgentGrains.ModelCases.Soak;

/// <summary>What the generator makes: the same for a seed, and enough of each kind.</summary>
public sealed class GeneratorTests
{
    private const int Seeds = 2000;

    private static readonly string[] Kinds =
    [
        "calls:", "text and calls:", "text,", "refusal,", "blank,", "nothing,", "JSON with", "status 4", "status 5", "status 200 without", "no answer", "throttled", "redirect", "error in the stream", "error after the end",
        "cut in the middle", "ended in the middle", "left open", "finish missing", "finish length", "finish content_filter",
    ];

    [Fact]
    public void All_SameSeed_AreTheSame()
    {
        for (var seed = 1; seed <= 50; seed++)
            Assert.Equal(Shown(seed), Shown(seed));
    }

    [Fact]
    public void All_ManySeeds_AreOfEveryKind()
    {
        var answers = Enumerable.Range(1, Seeds).SelectMany(Of).ToList();

        Assert.All(Kinds, kind => Assert.Contains(answers, answer => answer.Kinds.Contains(kind, StringComparison.Ordinal)));
        // What is unclear checks little.
        Assert.InRange(answers.Count(answer => answer.Meaning.Verdict == Verdict.Unclear), 1, answers.Count / 4);
        Assert.InRange(answers.Count(answer => answer.Meaning is { Verdict: Verdict.Whole, Calls.Count: > 0 }), answers.Count / 5, answers.Count);
        Assert.InRange(answers.Count(answer => answer.Meaning is { Verdict: Verdict.Whole, Output: not null }), answers.Count / 6, answers.Count);
        Assert.InRange(answers.Count(answer => answer.Meaning.Verdict == Verdict.Broken), answers.Count / 6, answers.Count);
    }

    private static IReadOnlyList<SoakAnswer> Of(int seed) => new AnswerGenerator(new Chance(seed)).All();

    private static IEnumerable<string> Shown(int seed) => Of(seed).Select(answer =>
        $"{answer.Kinds}\n{answer.Sent.Head}\n{string.Join('|', answer.Sent.Parts.Select(part => part is AnswerPart.Bytes bytes ? Convert.ToHexString(bytes.Content.Span) : "pause"))}");
}
