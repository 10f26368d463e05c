using System.Text.Json.Nodes;
using AgentGrains.Deployment.Bicep;
using AgentGrains.Deployment.Settings;
using AgentGrains.Models;
using AgentGrains.Tools;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AgentGrains.Deployment.Checks;

/// <summary>Every setting that the container is told is one that the service reads, and has a value that it takes.</summary>
internal static class SettingsCheck
{
    private const string Prefix = "AgentGrains__";

    /// <summary>What only Azure knows, with a value of its kind.</summary>
    private static readonly Dictionary<string, string> KnownByAzure = new()
    {
        ["AgentGrains__Storage__EndpointSuffix"] = "core.windows.net",
        ["AgentGrains__Storage__ManagedIdentityClientId"] = "6b1f8c5e-0d53-4c1c-9a64-3f0d9a3c7b11",
        ["AgentGrains__Models__default__ApiKey"] = "a-key",
    };

    public static IEnumerable<string> Find(JsonNode server)
    {
        var configuration = Configuration(server);
        var known = SettingsTable.Sections.Select(section => section.Path).Append(SettingsTable.Models).Append(SettingsTable.Tools).ToList();
        return configuration.GetSection("AgentGrains").GetChildren().Where(section => !known.Contains(section.Path)).Select(section => $"nothing reads {section.Path}")
            .Concat(SettingsTable.Sections.SelectMany(section => section.Mistakes(configuration)))
            .Concat(Mistakes(configuration))
            .Concat(Outside(server));
    }

    private static IConfiguration Configuration(JsonNode server) =>
        new ConfigurationBuilder().AddInMemoryCollection(server.Environment().Where(setting => setting.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(setting => KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), (string?)Value(setting.Key, setting.Value)))).Build();

    private static string Value(string name, JsonNode variable)
    {
        var value = variable.Text("value");
        return variable["secretRef"] is null && !value.StartsWith('[') ? value
            : KnownByAzure.TryGetValue(name, out var known) ? known
            : throw new InvalidOperationException($"{name} is {value}, which only Azure knows; a sample of it belongs into {nameof(KnownByAzure)}.");
    }

    private static IEnumerable<string> Mistakes(IConfiguration configuration)
    {
        using var services = new ServiceCollection().AddSingleton(configuration).AddModels(configuration).AddTools().BuildServiceProvider();
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (OptionsValidationException failure)
        {
            return failure.Failures;
        }
    }

    /// <summary>What the platform and other libraries read.</summary>
    private static IEnumerable<string> Outside(JsonNode server)
    {
        var others = server.Environment().Where(setting => !setting.Key.StartsWith(Prefix, StringComparison.Ordinal)).ToDictionary();
        foreach (var name in others.Keys.Except(["ASPNETCORE_ENVIRONMENT", "ASPNETCORE_URLS", "APPLICATIONINSIGHTS_CONNECTION_STRING"]))
            yield return $"nothing reads {name}";
        if (others.GetValueOrDefault("ASPNETCORE_ENVIRONMENT").Text("value") != "Production")
            yield return "the environment is not Production, and Development makes up a key";
    }
}
