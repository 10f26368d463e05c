using System.Text.RegularExpressions;

namespace AgentGrains.Conventions;

/// <summary>Links in the documents lead somewhere, and no document names this machine.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void Links_LeadToFiles() =>
        Expect.None(from file in Documents()
                     from Match match in Link().Matches(File.ReadAllText(file))
                     let target = match.Groups[1].Value.Split('#')[0]
                     where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('/')
                     where !Path.Exists(Path.Combine(Path.GetDirectoryName(file)!, target))
                     select $"{Repository.Name(file)} links to {target}");

    [Fact]
    public void Decisions_AreNumberedWithoutGaps()
    {
        var numbers = Repository.Files(Path.Combine("docs", "decisions"), "*.md")
            .Select(file => int.Parse(Path.GetFileName(file)[..4], System.Globalization.CultureInfo.InvariantCulture)).Order();
        Assert.Equal(Enumerable.Range(1, numbers.Count()), numbers);
    }

    [Fact]
    public void Documents_NameNoPathOfAMachine() =>
        Expect.None(from file in Documents()
                     where MachinePath().IsMatch(File.ReadAllText(file))
                     select Repository.Name(file));

    private static IEnumerable<string> Documents() => Repository.Files(".", "*.md");

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<![\w.])/(?:work|home|root|opt|Users)/")]
    private static partial Regex MachinePath();
}
