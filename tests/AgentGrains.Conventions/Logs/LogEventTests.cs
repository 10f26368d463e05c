using System.Globalization;
using System.Text.RegularExpressions;

namespace AgentGrains.Conventions.Logs;

/// <summary>Alerts and searches go by the ids of log events: each has one meaning, and one document explains them all.</summary>
public sealed partial class LogEventTests
{
    /// <summary>The ids that each project may give.</summary>
    private static readonly Dictionary<string, (int From, int To)> Ranges = new()
    {
        ["Runtime"] = (100, 199),
        ["Grains"] = (100, 199),
        ["Server"] = (200, 299),
        ["Models"] = (300, 399),
        ["Tools"] = (400, 499),
        ["Api"] = (3000, 3199),
    };

    [Fact]
    public void Ids_AreUnique_InTheWholeService()
    {
        Assert.NotEmpty(LogEvent.All);
        Expect.None(from one in LogEvent.All group one by one.Id into same where same.Count() > 1 select $"{same.Key}: {string.Join(" and ", same)}");
    }

    [Fact]
    public void Ids_AreInTheRangeOfTheirProject() =>
        Expect.None(from one in LogEvent.All
                    let range = Ranges.GetValueOrDefault(one.Project)
                    where one.Id < range.From || one.Id > range.To || range == default
                    select $"{one.Id} of {one.Project} is not from {range.From} to {range.To}");

    /// <summary>The next free id is found in one place, and an id in the table has an event.</summary>
    [Fact]
    public void Ids_AreFromTheTableOfTheirProject()
    {
        foreach (var project in Ranges.Keys)
            Assert.Equal(LogEvent.All.Where(one => one.Project == project).Select(one => one.Id).Order(), LogEvent.TableOf(project).Order());
        Expect.None(from file in Repository.Files("src", "*.cs")
                    from Match attribute in NumberedEvent().Matches(File.ReadAllText(file))
                    select $"{Repository.Name(file)} has {attribute.Value} instead of a constant of LogEvents");
    }

    [Fact]
    public void Document_ListsEachEvent_AsItIsLogged() => Assert.Equal(
        LogEvent.All.OrderBy(one => one.Id).Select(one => $"{one.Id} {one.Level}: {one.Message}"),
        Rows().Select(row => $"{row.Id} {row.Level}: {row.Message}"));

    [Fact]
    public void Document_SaysWhatFollows_ForEachEvent() => Expect.None(from row in Rows() where !row.Action.EndsWith('.') select $"{row.Id}: '{row.Action}'");

    private static IEnumerable<(int Id, string Level, string Message, string Action)> Rows() =>
        from line in File.ReadLines(Path.Combine(Repository.Root, "docs", "log-events.md"))
        let row = Row().Match(line)
        where row.Success
        select (int.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture), row.Groups[2].Value, row.Groups[3].Value, row.Groups[4].Value);

    [GeneratedRegex(@"^\| (\d+) \| (\w+) \| (.+?) \| (.+) \|$")]
    private static partial Regex Row();

    [GeneratedRegex(@"\[LoggerMessage\((?:EventId = )?\d+,")]
    private static partial Regex NumberedEvent();
}
