using System.Diagnostics;
using AgentGrains.Grains.Telemetry;

namespace AgentGrains.Telemetry.Units;

public sealed class GenAiTests
{
    [Theory]
    [InlineData(null, GenAiConventions.Current)]
    [InlineData("", GenAiConventions.Current)]
    [InlineData("http/dup", GenAiConventions.Current)]
    [InlineData("gen_ai_latest_experimental", GenAiConventions.Current)]
    [InlineData("http, gen_ai/dup", GenAiConventions.Both)]
    [InlineData("gen_ai/v1.36,database", GenAiConventions.V136)]
    [InlineData("gen_ai/v1.36,gen_ai_latest_experimental", GenAiConventions.Both)]
    public void OptIn_ChoosesConventions(string? optIn, GenAiConventions expected) => Assert.Equal(expected, GenAi.Read(optIn));

    [Theory]
    [InlineData(GenAiConventions.Current, new[] { "gen_ai.provider.name=azure.ai.openai", "gen_ai.agent.version=3" })]
    [InlineData(GenAiConventions.V136, new[] { "gen_ai.system=az.ai.openai" })]
    [InlineData(GenAiConventions.Both, new[] { "gen_ai.provider.name=azure.ai.openai", "gen_ai.system=az.ai.openai", "gen_ai.agent.version=3" })]
    public void Conventions_NameTheSame_UnderTheirOwnNames(GenAiConventions conventions, string[] expected)
    {
        var tags = default(TagList);
        tags.AddProvider(conventions, "azure.ai.openai");
        tags.AddCurrent(conventions, GenAi.AgentVersion, "3");

        Assert.Equal(expected, tags.Select(tag => $"{tag.Key}={tag.Value}"));
    }
}
