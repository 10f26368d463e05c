using AgentGrains.Core.Errors;

namespace AgentGrains.Core.Agents;

/// <summary>Checks a user's own notes on an agent, a session or a run.</summary>
public static class MetadataValidator
{
    private const int MaxPairs = 16;
    private const int MaxKeyLength = 64;
    private const int MaxValueLength = 512;

    /// <summary>Notes what is wrong with metadata.</summary>
    public static void Check(IReadOnlyDictionary<string, string> metadata, string path, FieldErrors errors)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(errors);
        if (metadata.Count > MaxPairs)
            errors.Add(path, $"At most {MaxPairs} pairs.");
        foreach (var (key, value) in metadata)
        {
            if (key.Length is < 1 or > MaxKeyLength)
                errors.Add(path, $"A key has 1 to {MaxKeyLength} characters.");
            else if (value is null || value.Length > MaxValueLength)
                errors.Add($"{path}.{key}", $"A value is a text of at most {MaxValueLength} characters.");
        }
    }
}
