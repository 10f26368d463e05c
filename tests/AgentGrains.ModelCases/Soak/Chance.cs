namespace AgentGrains.ModelCases.Soak;

/// <summary>Choices that follow from a seed. Not safe for concurrent use.</summary>
internal sealed class Chance(int seed)
{
    // Seeds in a row would give similar first choices.
    private const int Spread = 0x2545F491;

    private readonly Random random = new(unchecked(seed * Spread));

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>, both included.</summary>
    public int Number(int least, int most) => random.Next(least, most + 1);

    /// <summary>True in so many of a hundred cases.</summary>
    public bool Happens(int percent) => random.Next(100) < percent;

    /// <summary>One of some choices, each as likely as another.</summary>
    public T One<T>(params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];

    /// <summary>One of some choices by their weights.</summary>
    public T Weighted<T>(params ReadOnlySpan<(int Weight, T Choice)> choices)
    {
        var total = 0;
        foreach (var (weight, _) in choices)
            total += weight;
        var at = random.Next(total);
        foreach (var (weight, choice) in choices)
        {
            at -= weight;
            if (at < 0)
                return choice;
        }
        throw new ArgumentException("A choice has a weight above 0.", nameof(choices));
    }

    /// <summary>Cuts a text into pieces, none of them empty. A cut may separate the halves of a surrogate pair.</summary>
    public IReadOnlyList<string> Cut(string text, int most)
    {
        var pieces = new List<string>();
        for (int at = 0, left = Number(1, most); at < text.Length; left--)
        {
            var length = left <= 1 ? text.Length - at : Number(1, Math.Max(1, (text.Length - at) * 2 / left));
            pieces.Add(text.Substring(at, Math.Min(length, text.Length - at)));
            at += length;
        }
        return pieces;
    }
}
