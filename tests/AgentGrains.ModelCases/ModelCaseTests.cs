using AgentGrains.ModelCases.Cases;
using AgentGrains.ModelCases.Checks;
using AgentGrains.ModelCases.Driving;
using AgentGrains.ModelCases.Endpoint;

namespace AgentGrains.ModelCases;

/// <summary>The answers of chat-completions endpoints as they are met in the field, through the real server: <c>tests/data/chat-completions</c>.</summary>
[Collection(nameof(OneServer))]
public sealed class ModelCaseTests(CaseSuite suite) : IClassFixture<CaseSuite>
{
    /// <summary>The cases.</summary>
    public static TheoryData<string> Ids => [.. CaseTable.All.Select(one => one.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public Task Case_ThroughTheServer_EndsAsExpected(string id) => suite.PlayedAsync(id);

    [Fact]
    public async Task Requests_OfAllCases_AreWhatStrictEndpointsAccept()
    {
        var violations = (await suite.RequestsAsync()).SelectMany(RequestRules.Violations).ToList();

        Assert.True(violations.Count == 0, $"{violations.Count} violations, of which the first:\n{string.Join('\n', violations.Take(20))}");
    }

    [Fact]
    public void Table_HasEveryCase_AndUsesEveryFile()
    {
        var listed = File.ReadLines(Path.Combine(AnswerFile.Folder, "cases.tsv")).Skip(1).Select(line => line.Split('\t')[0]);

        Assert.Equal(listed.Order(StringComparer.Ordinal), CaseTable.All.Where(one => !one.IsVariant).Select(one => one.Id).Order(StringComparer.Ordinal));
        Assert.Equal(AnswerFile.Ids.Order(StringComparer.Ordinal), CaseTable.All.Select(one => one.File).Distinct().Order(StringComparer.Ordinal));
    }
}
