using AgentGrains.ModelCases.Soak.Playing;

namespace AgentGrains.ModelCases.Soak;

/// <summary>Answers that combine the kinds of the cases by chance, through the real server: <c>eng/soak.sh</c> plays many.</summary>
[Collection(nameof(OneServer))]
public sealed class SoakTests
{
    [Fact]
    public async Task Conversations_OfAnswersByChance_ExecuteWhatWasAskedFor_AndStayUsable()
    {
        await using var suite = await SoakSuite.StartAsync();

        var failures = await suite.PlayAsync(SoakOptions.Read());

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }
}
