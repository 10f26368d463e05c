using System.Text.RegularExpressions;

namespace AgentGrains.Conventions;

/// <summary>How the source looks: length, names, what must not be left behind.</summary>
public sealed partial class SourceTests
{
    private const int MaxLines = 500;
    private const int UsualLines = 300;
    private const int MaxColumns = 200;

    private static readonly string[] Folders = ["src", "tests", "bench", "eng", "samples"];

    [Fact]
    public void Files_AreShort()
    {
        var lengths = Sources().Select(file => (file, Lines: File.ReadLines(file).Count())).ToList();
        Expect.None(lengths.Where(file => file.Lines > MaxLines).Select(file => $"{Repository.Name(file.file)} has {file.Lines} lines"));
        // Nine in ten stay under what fits a reader's head.
        Assert.True(lengths.Count(file => file.Lines > UsualLines) * 10 <= lengths.Count, $"More than one file in ten has over {UsualLines} lines.");
    }

    [Fact]
    public void Lines_FitTheScreen() =>
        Expect.None(Sources().SelectMany(file => File.ReadLines(file).Select((line, i) => (file, line, i)))
            .Where(found => found.line.Length > MaxColumns && !found.line.Contains('"', StringComparison.Ordinal) && !found.line.TrimStart().StartsWith("///", StringComparison.Ordinal))
            .Select(found => $"{Repository.Name(found.file)}:{found.i + 1} has {found.line.Length} columns"));

    [Fact]
    public void Types_HaveNames_ThatSayWhatTheyAre() =>
        Expect.None(from file in Sources()
                    from Match match in TypeName().Matches(File.ReadAllText(file))
                    let name = match.Groups[1].Value
                    where VagueName().IsMatch(name)
                    select $"{Repository.Name(file)} declares {name}");

    [Fact]
    public void Classes_AreSealedStaticOrAbstract() =>
        Expect.None(from file in Sources()
                    from Match match in OpenClass().Matches(File.ReadAllText(file))
                    let name = match.Groups[1].Value
                    // BenchmarkDotNet runs what it derives from them.
                    where !MayBeOpen.Contains(name) && !name.EndsWith("Benchmarks", StringComparison.Ordinal)
                    select $"{Repository.Name(file)} leaves {name} open");

    [Fact]
    public void Sources_LeaveNothingBehind() =>
        Expect.None(from file in Sources().Where(file => !file.EndsWith("SourceTests.cs", StringComparison.Ordinal))
                    from line in File.ReadLines(file).Select((text, i) => (text, i))
                    where LeftBehind().IsMatch(line.text)
                    select $"{Repository.Name(file)}:{line.i + 1}: {line.text.Trim()}");

    [Fact]
    public void Projects_SuppressNoWarnings() =>
        Expect.None(Folders.SelectMany(folder => Repository.Files(folder, "*.csproj"))
            .Where(project => File.ReadAllText(project).Contains("<NoWarn>", StringComparison.Ordinal)).Select(Repository.Name));

    // The one family of expected failures has members that say more; each mutation of a simulation overrides what it breaks.
    private static readonly string[] MayBeOpen = ["AgentGrainsException", "Mutation"];

    private static IEnumerable<string> Sources() => Folders.SelectMany(folder => Repository.Files(folder, "*.cs"));

    [GeneratedRegex(@"\b(?:class|record|struct|interface|enum)\s+(?:struct\s+|class\s+)?([A-Z]\w*)")]
    private static partial Regex TypeName();

    [GeneratedRegex("(?:Manager|Helper|Helpers|Util|Utils|Utility|Utilities|Common|Info|Data|Base|Impl)$")]
    private static partial Regex VagueName();

    [GeneratedRegex(@"^\s*(?:public |internal |private |protected )*(?:partial )?(?:class|record(?: class)?) ([A-Z]\w*)", RegexOptions.Multiline)]
    private static partial Regex OpenClass();

    [GeneratedRegex(@"\bTODO\b|\bFIXME\b|\bHACK\b|NotImplementedException|\bSkip ?= ?""|catch\s*(?:\(Exception[^)]*\))?\s*\{\s*\}")]
    private static partial Regex LeftBehind();
}
