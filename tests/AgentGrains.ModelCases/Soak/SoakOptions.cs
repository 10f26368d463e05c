using System.Globalization;

namespace AgentGrains.ModelCases.Soak;

/// <summary>How long a soak is, from the environment.</summary>
/// <param name="Count">How many conversations.</param>
/// <param name="Seed">The seed of the first; each of the others has the next one.</param>
internal sealed record SoakOptions(int Count, int Seed)
{
    private const int DefaultCount = 300;
    private const int DefaultSeed = 1;

    /// <summary><c>AGENTGRAINS_SOAK_COUNT</c> and <c>AGENTGRAINS_SOAK_SEED</c>, or 300 conversations from seed 1.</summary>
    public static SoakOptions Read() => new(Number("AGENTGRAINS_SOAK_COUNT", DefaultCount), Number("AGENTGRAINS_SOAK_SEED", DefaultSeed));

    private static int Number(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
