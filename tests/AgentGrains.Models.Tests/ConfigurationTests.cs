using AgentGrains.Core.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AgentGrains.Models.Tests;

public sealed class ConfigurationTests
{
    [Fact]
    public void AddModels_SeveralModels_AreFoundByNameInOrder()
    {
        var catalog = Calls.Catalog(new Dictionary<string, string?>
        {
            ["AgentGrains:Models:small:Provider"] = "scripted",
            ["AgentGrains:Models:Default:Provider"] = "openai",
            ["AgentGrains:Models:Default:Model"] = "gpt",
            ["AgentGrains:Models:Default:ApiKey"] = "key",
        });
        Assert.Equal(["Default", "small"], catalog.Names);
        Assert.NotNull(catalog.Find("small"));
        Assert.NotNull(catalog.Find("default"));
        Assert.Null(catalog.Find("other"));
    }

    [Fact]
    public void AddModels_None_IsAnEmptyCatalog() => Assert.Empty(Calls.Catalog(new Dictionary<string, string?>()).Names);

    [Fact]
    public void AddModels_ManyErrors_AreReportedAtOnceWhenTheHostStarts()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AgentGrains:Models:a:Provider"] = "other",
            ["AgentGrains:Models:b:Provider"] = "openai",
            ["AgentGrains:Models:b:Endpoint"] = "ftp://secret@example.com",
            ["AgentGrains:Models:b:TimeoutMs"] = "0",
            ["AgentGrains:Models:c:Provider"] = "azure-openai",
            ["AgentGrains:Models:c:InputMicrosPerMillionTokens"] = "1.5",
            ["AgentGrains:Models:d:Provider"] = "scripted",
            ["AgentGrains:Models:d:Script"] = "steps:2",
            ["AgentGrains:Models:d:ApyKey"] = "x",
            ["AgentGrains:Models:d:Parameters"] = """{"temperature":0.2}""",
        }).Build();
        using var provider = new ServiceCollection().AddModels(configuration).BuildServiceProvider();

        var failure = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate);

        Assert.Equal(
            [
                "AgentGrains:Models:a:Provider is 'other'; there are openai, azure-openai, scripted.",
                "AgentGrains:Models:b:TimeoutMs is '0', not a whole number from 1 to 3600000.",
                "AgentGrains:Models:b:Model is missing; provider openai needs it.",
                "AgentGrains:Models:b:Endpoint is not an http or https address.",
                "AgentGrains:Models:c:InputMicrosPerMillionTokens is '1.5', not a whole number from 0 to 9223372036854775807.",
                "AgentGrains:Models:c:Model is missing; provider azure-openai needs it.",
                "AgentGrains:Models:c:Endpoint is missing; provider azure-openai needs it.",
                "AgentGrains:Models:c:ApiKey is missing; provider azure-openai needs it.",
                "AgentGrains:Models:d:ApyKey is not a setting of a model; there are Provider, Endpoint, Model, ApiKey, InputMicrosPerMillionTokens, OutputMicrosPerMillionTokens, CachedInputMicrosPerMillionTokens, TimeoutMs, TotalTimeoutMs, StreamOptions, MessageOrder, ProviderMembers, MaxTokensMember, TakesImages, TakesFiles, Parameters, Script.",
                "AgentGrains:Models:d:Parameters is not for provider scripted, which calls no endpoint.",
                "AgentGrains:Models:d:Script is 'steps:2': steps is 1, or 3 to 1,000,000.",
            ],
            failure.Failures);
    }

    [Fact]
    public void AddModels_Twice_ChangesNothing()
    {
        var configuration = new ConfigurationBuilder().Build();
        var services = new ServiceCollection().AddModels(configuration).AddModels(configuration);
        Assert.Single(services, service => service.ServiceType == typeof(IModelCatalog));
    }

    [Fact]
    public void ModelOptions_AsText_HidesTheKey() =>
        Assert.DoesNotContain("sk-1", new ModelOptions { Provider = "openai", ApiKey = "sk-1" }.ToString(), StringComparison.Ordinal);
}
