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

    [Fact]
    public void ErrorCodes_HaveAPage_WhereverTheyAreNamed()
    {
        var pages = Repository.Files(Path.Combine("docs", "errors"), "*.md").Select(Path.GetFileNameWithoutExtension).ToHashSet();
        Assert.NotEmpty(pages);
        Expect.None(from file in Documents().Concat(Repository.Files("src", "*.cs"))
                    from Match match in ErrorCode().Matches(File.ReadAllText(file))
                    where !pages.Contains(match.Value)
                    select $"{Repository.Name(file)} names {match.Value}");
    }

    [Fact]
    public void ErrorCodes_AreUsed()
    {
        var codes = File.ReadAllText(Repository.Files("src", "ErrorCodes.cs").Single());
        var sources = string.Concat(Repository.Files("src", "*.cs").Where(file => !file.EndsWith("ErrorCodes.cs", StringComparison.Ordinal)).Select(File.ReadAllText));
        Expect.None(DeclaredCode().Matches(codes).Select(match => match.Groups[1].Value)
            .Where(name => !Regex.IsMatch(sources, $@"(?<!cref="")\bErrorCodes\.{name}\b")));
    }

    private static IEnumerable<string> Documents() => Repository.Files(".", "*.md");

    [GeneratedRegex(@"\bAG[0-9]{4}\b")]
    private static partial Regex ErrorCode();

    [GeneratedRegex(@"static readonly ErrorCode (\w+) =")]
    private static partial Regex DeclaredCode();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<![\w.])/(?:work|home|root|opt|Users)/")]
    private static partial Regex MachinePath();
}
