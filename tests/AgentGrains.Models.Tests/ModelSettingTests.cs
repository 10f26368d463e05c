using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AgentGrains.Models.Tests;

/// <summary>What is wrong with the settings of a model's requests is said all at once, before the host starts.</summary>
public sealed class ModelSettingTests
{
    private const string Parameters = "AgentGrains:Models:m:Parameters";

    [Fact]
    public void AddModels_WrongSettings_AreReportedAtOnce() => Assert.Equal(
        [
            "AgentGrains:Models:m:StreamOptions is 'maybe', not true or false.",
            "AgentGrains:Models:m:MessageOrder is 'loose'; there are any, strict.",
            "AgentGrains:Models:m:ProviderMembers is 'keep'; there are return, drop.",
            "AgentGrains:Models:m:MaxTokensMember is 'tokens'; there are max_tokens, max_completion_tokens.",
            "AgentGrains:Models:m:TakesImages is '1', not true or false.",
            "AgentGrains:Models:m:TakesFiles is 'no', not true or false.",
            "AgentGrains:Models:m:Parameters.temperature: From 0 to 2.",
            "AgentGrains:Models:m:Parameters.stop: 1 to 4 texts of 1 to 256 characters.",
            "AgentGrains:Models:m:Parameters.extra_body.model: The runtime writes this member itself.",
            "AgentGrains:Models:m:TotalTimeoutMs is less than TimeoutMs; the limit of the whole is at least the limit of silence.",
        ],
        Failures(
            ("StreamOptions", "maybe"), ("MessageOrder", "loose"), ("ProviderMembers", "keep"), ("MaxTokensMember", "tokens"), ("TakesImages", "1"), ("TakesFiles", "no"),
            ("Parameters", """{"temperature":2.5,"stop":[],"extra_body":{"model":"x"}}"""), ("TimeoutMs", "2000"), ("TotalTimeoutMs", "1000")));

    [Theory]
    [InlineData("hot")]
    [InlineData("[]")]
    [InlineData("0.2")]
    [InlineData("""{"temperature":"hot"}""")]
    [InlineData("""{"temprature":0.2}""")]
    [InlineData("""{"stop":"END"}""")]
    [InlineData("""{"temperature":0.2""")]
    public void AddModels_ParametersOfAnotherForm_AreRefusedWithAnExample(string parameters) => Assert.StartsWith(
        $$"""{{Parameters}} is not a JSON object of model parameters, such as {"temperature":0.2}: """, Assert.Single(Failures(("Parameters", parameters))), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"tool_choice":"any"}""", ".tool_choice: \"auto\", \"none\", \"required\", or {\"type\":\"function\",\"function\":{\"name\":\"…\"}}.")]
    [InlineData("""{"response_format":{"type":"json_object"}}""", ".response_format.type: text or json_schema.")]
    [InlineData("""{"extra_headers":{"Authorization":"x"}}""", ".extra_headers.Authorization: The runtime sets this header itself, or a request cannot have it.")]
    public void AddModels_ParameterOutOfBounds_IsNamedWithItsPath(string parameters, string failure) => Assert.Equal([Parameters + failure], Failures(("Parameters", parameters)));

    [Fact]
    public void AddModels_ParametersThatNameATool_AreTaken_BecauseAgentsHaveTheTools() =>
        Assert.Empty(Failures(("Parameters", """{"tool_choice":{"type":"function","function":{"name":"look"}},"temperature":0.2}""")));

    [Fact]
    public void AddModels_ParametersAsASection_AreRefusedBecauseTheirTypesAreLost() => Assert.Equal(
        [$"{Parameters} has settings below it, which are not read; it is one text of JSON, such as {{\"temperature\":0.2}}."],
        Failures(("Parameters:temperature", "0.2"), ("Parameters:stop:0", "END")));

    [Fact]
    public void AddModels_AnotherSettingAsASection_IsRefused() => Assert.Equal(
        ["AgentGrains:Models:m:TakesImages has settings below it, which are not read; it is one text."], Failures(("TakesImages:png", "true")));

    private static IEnumerable<string> Failures(params (string Setting, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["AgentGrains:Models:m:Provider"] = "openai", ["AgentGrains:Models:m:Endpoint"] = "https://models.example/v1", ["AgentGrains:Models:m:Model"] = "m",
        };
        foreach (var (setting, value) in settings)
            all[$"AgentGrains:Models:m:{setting}"] = value;
        using var provider = new ServiceCollection().AddModels(new ConfigurationBuilder().AddInMemoryCollection(all).Build()).BuildServiceProvider();
        try
        {
            provider.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (OptionsValidationException wrong)
        {
            return wrong.Failures;
        }
    }
}
