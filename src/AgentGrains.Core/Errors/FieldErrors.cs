namespace AgentGrains.Core.Errors;

/// <summary>Collects what is wrong with the fields of an input, so that all of it is said at once. For one thread.</summary>
public sealed class FieldErrors
{
    /// <summary>The most fields that are reported: an answer must not grow with the size of a bad input.</summary>
    public const int MaxFields = 100;

    private readonly Dictionary<string, List<string>> byPath = new(StringComparer.Ordinal);

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsEmpty => byPath.Count == 0;

    /// <summary>How many fields are wrong, at most <see cref="MaxFields"/>.</summary>
    public int Count => byPath.Count;

    /// <summary>Notes what is wrong with a field.</summary>
    /// <param name="path">The field, such as <c>tools[2].url</c>.</param>
    /// <param name="message">What is wrong and what would be right, as a sentence.</param>
    public void Add(string path, string message)
    {
        if (byPath.TryGetValue(path, out var messages))
            messages.Add(message);
        else if (byPath.Count < MaxFields)
            byPath.Add(path, [message]);
    }

    /// <summary>What is wrong, by path.</summary>
    public IReadOnlyDictionary<string, string[]> ToDictionary() => byPath.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal);

    /// <summary>Throws where something is wrong.</summary>
    /// <param name="what">What was not valid, such as <c>definition</c>.</param>
    /// <exception cref="AgentGrainsException"><see cref="ErrorCodes.Invalid"/> with the fields.</exception>
    public void ThrowIfAny(string what)
    {
        if (byPath.Count == 0)
            return;
        var (path, messages) = byPath.First();
        var more = byPath.Count > 1 ? $" And {byPath.Count - 1} more: see errors." : "";
        throw new AgentGrainsException(ErrorCodes.Invalid, $"The {what} is not valid. {path}: {messages[0]}{more}") { Fields = ToDictionary() };
    }
}
