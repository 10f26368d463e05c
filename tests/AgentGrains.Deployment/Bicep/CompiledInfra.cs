using System.Text.Json.Nodes;

[assembly: AssemblyFixture(typeof(AgentGrains.Deployment.Bicep.CompiledInfra))]

namespace AgentGrains.Deployment.Bicep;

/// <summary>The Bicep files, compiled once for all tests: as templates, and as the resources that come of them in a trial environment.</summary>
public sealed class CompiledInfra : IAsyncLifetime
{
    /// <summary>The variables of the trial environment; azd sets those without a prefix of ours.</summary>
    private static readonly Dictionary<string, string> Trial = new()
    {
        ["AZURE_ENV_NAME"] = "trial",
        ["AZURE_LOCATION"] = "westeurope",
        ["AZURE_CONTAINER_REGISTRY_ENDPOINT"] = "crtrial.azurecr.io",
        ["SERVICE_SERVER_IMAGE_NAME"] = "crtrial.azurecr.io/agentgrains/server-trial:azd-deploy-1",
    };

    private static readonly Dictionary<string, string> Model = new()
    {
        ["AGENTGRAINS_MODEL_ENDPOINT"] = "https://trial.openai.azure.com",
        ["AGENTGRAINS_MODEL_NAME"] = "gpt-trial",
        ["AGENTGRAINS_MODEL_API_KEY"] = "the-key-of-the-trial",
        ["AGENTGRAINS_TOOL_NETWORKS"] = "10.20.0.0/16,fd00::/8",
        ["AGENTGRAINS_ALERT_EMAIL"] = "people@example.com",
    };

    private readonly string folder = Directory.CreateTempSubdirectory("agentgrains-infra-").FullName;

    /// <summary>What provisions: main.bicep as a template.</summary>
    public JsonNode Main { get; private set; } = null!;

    /// <summary>What deploys: server.bicep as a template.</summary>
    public JsonNode Server { get; private set; } = null!;

    /// <summary>The resources of both in an environment with a model and an address for alerts.</summary>
    public JsonArray Resources { get; private set; } = null!;

    /// <summary>The resources of both in an environment where nothing was set that has a default.</summary>
    public JsonArray PlainResources { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        foreach (var file in Directory.EnumerateFiles(Checkout.Infra, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(Checkout.Infra, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        Main = JsonNode.Parse(await BicepCommand.RunAsync(folder, "build", "main.bicep", "--stdout"))!;
        Server = JsonNode.Parse(await BicepCommand.RunAsync(folder, "build", "server.bicep", "--stdout"))!;
        Resources = await ResourcesWithAsync(Model);
        PlainResources = await ResourcesWithAsync([]);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>What the compiler says to the files after one of them was changed.</summary>
    public async Task<string> ComplaintsAsync(string file, Func<string, string> change, string compiled)
    {
        var path = Path.Combine(folder, file);
        var before = await File.ReadAllTextAsync(path);
        var after = change(before);
        Assert.NotEqual(before, after);
        await File.WriteAllTextAsync(path, after);
        try
        {
            return (await BicepCommand.TryAsync(folder, "build", compiled, "--stdout")).Complaints;
        }
        finally
        {
            await File.WriteAllTextAsync(path, before);
        }
    }

    /// <summary>The resources of both templates where an environment has these variables besides the trial's.</summary>
    public async Task<JsonArray> ResourcesWithAsync(Dictionary<string, string> variables)
    {
        var environment = Trial.Concat(variables).ToDictionary();
        return [.. await ResourcesAsync("main", environment), .. await ResourcesAsync("server", environment)];
    }

    /// <summary>What the compiler says to a template where an environment has these variables besides the trial's.</summary>
    public async Task<string> SnapshotComplaintsAsync(string template, Dictionary<string, string> variables) =>
        (await SnapshotAsync(template, Trial.Concat(variables).ToDictionary())).Complaints;

    private async Task<IEnumerable<JsonNode?>> ResourcesAsync(string template, Dictionary<string, string> environment)
    {
        var (file, complaints) = await SnapshotAsync(template, environment);
        Assert.True(complaints.Length == 0, complaints);
        return JsonNode.Parse(await File.ReadAllTextAsync(file))!["predictedResources"]!.AsArray().Select(resource => resource!.DeepClone());
    }

    private async Task<(string File, string Complaints)> SnapshotAsync(string template, Dictionary<string, string> environment)
    {
        var parameters = ParametersFile.Read($"{template}.parameters.json").ToBicep($"{template}.bicep", environment);
        await File.WriteAllTextAsync(Path.Combine(folder, $"{template}.bicepparam"), parameters);
        // A template for a subscription is deployed at a region, one for a group in the group.
        string[] place = template == "main" ? ["--location", "westeurope"] : ["--resource-group", "rg-trial"];
        var (_, complaints) = await BicepCommand.TryAsync(
            folder,
            [
                "snapshot", $"{template}.bicepparam", "--mode", "overwrite", "--subscription-id", "00000000-0000-0000-0000-000000000001",
                "--tenant-id", "00000000-0000-0000-0000-000000000002", .. place,
            ]);
        return (Path.Combine(folder, $"{template}.snapshot.json"), complaints);
    }
}
