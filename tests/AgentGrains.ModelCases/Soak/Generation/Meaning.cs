using AgentGrains.ModelCases.Checks;

namespace AgentGrains.ModelCases.Soak.Generation;

/// <summary>What a model meant with an answer.</summary>
/// <param name="Verdict">What a reader has to make of it.</param>
internal sealed record Meaning(Verdict Verdict)
{
    /// <summary>The calls that the model asked for in full. Each may be executed once, and no other; if the answer is whole, each has to be.</summary>
    public IReadOnlyList<ExpectedCall> Calls { get; init; } = [];

    /// <summary>The text, if the answer is whole and asks for no call, so that it is the output of its run.</summary>
    public string? Output { get; init; }

    /// <summary>An answer that is never accepted.</summary>
    public static Meaning Broken { get; } = new(Verdict.Broken);
}
