using System.Text.RegularExpressions;

namespace AgentGrains.Conventions.Words;

/// <summary>A word or phrase that the field does not use, and what to write instead.</summary>
/// <remarks>
/// Found in sentences, in identifiers (<c>StepUnderWay</c>, <c>begun_at</c>), and when a comment wraps between its words.
/// </remarks>
/// <param name="replacement">What to write instead.</param>
/// <param name="forms">The forms that are found, in lower case; the first one names the word.</param>
internal sealed class BannedWord(string replacement, params string[] forms)
{
    // A line break with the prefix of a comment, the separators of words and names, or the next capital of a name.
    private const string Gap = @"(?:[ \t]*\r?\n[ \t]*(?://+|\#+|>|\*)?[ \t]*|[ \t_-]+|(?=[A-Z]))";

    private readonly Regex pattern = new(
        $@"(?:(?<![A-Za-z])|(?<=[a-z0-9])(?=[A-Z]))(?:{string.Join('|', forms.Select(PatternOf))})s?(?![a-z])", RegexOptions.CultureInvariant);

    public IEnumerable<BannedUse> FindIn(string text) =>
        pattern.Matches(text).Select(match => new BannedUse(text.AsSpan(0, match.Index).Count('\n') + 1, forms[0], replacement));

    private static string PatternOf(string form) =>
        string.Join(Gap, form.Split(' ').Select(word => $"[{char.ToUpperInvariant(word[0])}{word[0]}]{word[1..]}"));
}

/// <summary>A place where a banned word is used.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Word">The word.</param>
/// <param name="Replacement">What to write instead.</param>
internal readonly record struct BannedUse(int Line, string Word, string Replacement)
{
    public override string ToString() => $"{Line}: '{Word}'; write: {Replacement}";
}
