using AgentGrains.ModelCases.Soak.Calls;

namespace AgentGrains.ModelCases.Soak.Generation;

/// <summary>Makes the answers of one conversation.</summary>
internal sealed class AnswerGenerator(Chance chance)
{
    private const int MostAnswers = 3;

    private readonly MeantCalls calls = new(chance);

    /// <summary>From one to three answers. What follows them is plain.</summary>
    public IReadOnlyList<SoakAnswer> All() => [.. Enumerable.Range(1, chance.Number(1, MostAnswers)).Select(Next)];

    private SoakAnswer Next(int number) => chance.Weighted((78, 0), (10, 1), (12, 2)) switch
    {
        0 => new StreamGenerator(chance, calls).Next(number),
        1 => new WholeGenerator(chance, calls).Next(number),
        _ => new FailureGenerator(chance).Next(),
    };
}
