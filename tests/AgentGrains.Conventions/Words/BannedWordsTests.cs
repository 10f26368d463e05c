namespace AgentGrains.Conventions.Words;

/// <summary>The repository reads as plain field English: see docs/glossary.md for the words, and <see cref="BannedWords"/> for those that are not used.</summary>
public sealed class BannedWordsTests
{
    private static readonly string[] Folders = ["src", "docs", "tests", "eng", "bench", "infra", "samples"];

    private static readonly string[] Endings = [".cs", ".csproj", ".props", ".md", ".sh", ".mjs", ".bicep", ".json", ".jsonl", ".yaml", ".yml", ".txt"];

    /// <summary>What others wrote, what older versions stored, and the table of banned words itself.</summary>
    private static readonly string[] Excluded = ["tests/data/", "tests/AgentGrains.Core.Tests/Corpus/", "tests/AgentGrains.Conventions/Words/"];

    /// <summary>Names of stored columns, which do not change.</summary>
    private static readonly string[] StoredNames = ["begun_at", "\"Begun\""];

    [Fact]
    public void Files_ContainNoBannedWord() =>
        Expect.None(from file in Texts()
                    from use in BannedWords.FindIn(WithoutStoredNames(File.ReadAllText(file)))
                    select $"{Repository.Name(file)}:{use}");

    [Theory]
    [InlineData("// Nobody knows.", "nobody")]
    [InlineData("IsNobodys()", "nobody")]
    [InlineData("a step is under way", "under way")]
    [InlineData("    /// a step is under\n    /// way", "under way")]
    [InlineData("- it is carried\n  out later", "carried out")]
    [InlineData("Stop_WithAStepUnderWay_Waits", "under way")]
    [InlineData("var underWay = 1;", "under way")]
    [InlineData("var startedAnew = begun_at", "begun", "anew")]
    [InlineData("Run_GoesOn_WhenMended", "goes on", "mend")]
    public void FindIn_BannedWord_IsFound(string text, params string[] words) =>
        Assert.Equal(words, BannedWords.FindIn(text).Select(use => use.Word));

    [Theory]
    [InlineData("We recommend amended commands.")]
    [InlineData("Create_OfANewRun_Starts")]
    [InlineData("It goes once and calls offered tools.")]
    [InlineData("MendeleevTable")]
    public void FindIn_OtherWords_AreNotFound(string text) => Assert.Empty(BannedWords.FindIn(text));

    [Fact]
    public void FindIn_LaterLine_NamesTheLineAndTheReplacement() =>
        Assert.Equal("3: 'anew'; write: again, new", Assert.Single(BannedWords.FindIn("one\ntwo\nstart anew\n")).ToString());

    private static IEnumerable<string> Texts() =>
        Folders.SelectMany(folder => Repository.Files(folder, "*"))
            .Concat(Directory.EnumerateFiles(Repository.Root, "*.md"))
            .Where(file => Endings.Contains(Path.GetExtension(file)))
            .Where(file => !Excluded.Any(start => Repository.Name(file).StartsWith(start, StringComparison.Ordinal)));

    private static string WithoutStoredNames(string text) => StoredNames.Aggregate(text, (left, name) => left.Replace(name, "", StringComparison.Ordinal));
}
