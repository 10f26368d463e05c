using System.Text;
using System.Text.Json;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Models;
using AgentGrains.Core.Tools;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Models.Tests;

/// <summary>Short forms for what every test of a model needs.</summary>
internal static class Calls
{
    public static readonly StepId Step = new(new IdSource(TimeProvider.System, new Random(1)) is var ids ? ids.NewRun(ids.NewSession()) : default, 1);

    public static PromptMessage User(string text) => new("user", text, []);

    public static PromptMessage Assistant(string? text, params ToolRequest[] calls) => new("assistant", text, calls);

    public static PromptMessage Tool(string id, string content) => new("tool", content, [], id, "a_tool");

    public static ModelRequest Of(params IReadOnlyList<PromptMessage> messages) => new(Step, 1, "", messages, [], 1 << 20);

    public static ModelParameters Parameters(string json) => JsonSerializer.Deserialize(json, AgentJson.Default.ModelParameters)!;

    public static ToolDeclaration Declare(string name, string schema) => new(name, "What it does.", Encoding.UTF8.GetBytes(schema));

    public static Task<ModelAnswer> AskAsync(this IModelClient model, ModelRequest call) => model.CallAsync(call, _ => { }, TestContext.Current.CancellationToken);

    public static IModelCatalog Catalog(IReadOnlyDictionary<string, string?> settings, TimeProvider? time = null)
    {
        var services = new ServiceCollection();
        if (time is not null)
            services.AddSingleton(time);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return services.AddModels(configuration).BuildServiceProvider().GetRequiredService<IModelCatalog>();
    }

    public static IModelClient Chat(Uri endpoint, TimeProvider? time = null, params (string Setting, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["AgentGrains:Models:default:Provider"] = "openai",
            ["AgentGrains:Models:default:Endpoint"] = endpoint.ToString(),
            ["AgentGrains:Models:default:Model"] = "gpt-test",
            ["AgentGrains:Models:default:ApiKey"] = "sk-very-secret",
        };
        foreach (var (setting, value) in settings)
            all[$"AgentGrains:Models:default:{setting}"] = value;
        return Catalog(all, time).Find("default")!;
    }

    public static IModelClient Stage(string? script = null, TimeProvider? time = null)
    {
        var settings = new Dictionary<string, string?> { ["AgentGrains:Models:default:Provider"] = "scripted", ["AgentGrains:Models:default:Script"] = script };
        return Catalog(settings, time).Find("default")!;
    }
}
