using AgentGrains.ModelCases.Strict.Playing;

namespace AgentGrains.ModelCases.Strict;

/// <summary>Endpoints that reject a prompt which breaks their rules, whatever they and the user wrote before.</summary>
[Collection(nameof(OneServer))]
public sealed class StrictTests(StrictSuite suite) : IClassFixture<StrictSuite>
{
    /// <summary>The conversations.</summary>
    public static TheoryData<string> Names => [.. StrictSuite.Names];

    /// <summary>The conversations that lack a setting.</summary>
    public static TheoryData<string> WrongNames => [.. StrictSuite.WrongNames];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Conversation_OfManyTurns_StaysAcceptable(string name) => suite.PlayedAsync(name);

    [Theory]
    [MemberData(nameof(WrongNames))]
    public async Task Conversation_WithoutASettingOfItsEndpoint_IsRejected(string name) => Assert.NotEmpty(await suite.RejectedAsync(name));
}
