using System.Text.Json.Nodes;
using AgentGrains.Deployment.Bicep;
using AgentGrains.Deployment.Checks;
using AgentGrains.Deployment.Settings;

namespace AgentGrains.Deployment;

/// <summary>Each check finds what it is there for, in a deployment that was broken in one place.</summary>
public sealed class MutationTests(CompiledInfra infra)
{
    [Fact]
    public void ProbeGone_IsFound()
    {
        var server = Broken(resources => resources.Server().Container()["probes"]!.AsArray().RemoveAt(2)).Server();
        Expect.Found(ProbeCheck.Find(server, ServerHost.Routes()), "no Readiness probe");
    }

    [Fact]
    public void ProbeOfNothing_IsFound()
    {
        var server = Broken(resources => resources.Server().Container()["probes"]![0]!["httpGet"]!["path"] = "/health/started").Server();
        Expect.Found(ProbeCheck.Find(server, ServerHost.Routes()), "no Startup probe");
        Expect.Found(ProbeCheck.Find(server, new HashSet<string>()), "the service has no /health/startup");
    }

    [Fact]
    public void GraceThatIsTooShort_IsFound()
    {
        var server = Broken(resources => resources.Server().Template()["terminationGracePeriodSeconds"] = 34).Server();
        Expect.Found(StopCheck.Find(server, static (_, _) => TimeSpan.Zero), "does not cover the leave");
        Expect.Found(StopCheck.Find(infra.Resources.Server(), static (_, _) => TimeSpan.FromSeconds(36)), "that the host gives itself and the 00:00:15 of telemetry");
    }

    [Theory]
    [InlineData("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "is not needed")]
    [InlineData("17d1049b-9a84-46fb-8f53-869881c3d3ab", "is not needed")]
    [InlineData("4633458b-17de-408a-b874-0445c86b69e6", "not on Microsoft.KeyVault/vaults")]
    public void WiderRole_IsFound(string role, string naming) =>
        Expect.Found(RoleCheck.Find(Broken(resources => Role(resources)["properties"]!["roleDefinitionId"] = $"/roleDefinitions/{role}")), naming);

    [Fact]
    public void RoleOnTheWholeGroup_IsFound() =>
        Expect.Found(RoleCheck.Find(Broken(resources => Role(resources)["id"] = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Authorization/roleAssignments/r")), "more than one resource");

    [Fact]
    public void RoleOfAnotherIdentity_IsFound() =>
        Expect.Found(RoleCheck.Find(Broken(resources => Role(resources)["properties"]!["principalId"] = "[reference('/x/userAssignedIdentities/id-server-x').principalId]")), "not to id-platform");

    [Fact]
    public void IdentityOfThePlatformInTheContainer_IsFound() =>
        Expect.Found(RoleCheck.FindReach(Broken(resources => resources.Server()["properties"]!["configuration"]!.AsObject().Remove("identitySettings")).Server()), "id-platform");

    [Fact]
    public void SecretInPlainText_IsFound()
    {
        var key = Broken(resources => resources.Server().Environment()["AgentGrains__Models__default__ApiKey"].AsObject().Remove("secretRef")).Server();
        Expect.Found(SecretCheck.InContainer(key), "AgentGrains__Models__default__ApiKey is in plain text");
        var secret = Broken(resources => resources.Server()["properties"]!["configuration"]!["secrets"]![0]!["value"] = "a-key").Server();
        Expect.Found(SecretCheck.InContainer(secret), "not a reference to the vault");
    }

    [Theory]
    [InlineData("[parameters('modelApiKey')]", "takes a secret")]
    [InlineData("[concat('x', parameters('modelApiKey'))]", "takes a secret")]
    [InlineData("[listKeys(resourceId('Microsoft.Storage/storageAccounts', 'x'), '2025-01-01').keys[0].value]", "asks for keys")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=x;AccountKey=abc", "looks like a key")]
    [InlineData("Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==", "looks like a key")]
    public void SecretInATag_IsFound(string value, string naming)
    {
        var main = infra.Main.DeepClone();
        var vault = main.WithModules().Single(template => template.Declared().Any(resource => resource.Text("type") == "Microsoft.KeyVault/vaults"));
        vault.Declared().First()["tags"] = new JsonObject { ["note"] = value };
        Expect.Found(SecretCheck.InTemplate(main), naming);
    }

    [Fact]
    public void SecretThatComesOut_IsFound()
    {
        var main = infra.Main.DeepClone();
        main["outputs"]!["KEY"] = new JsonObject { ["type"] = "string", ["value"] = "[parameters('modelApiKey')]" };
        Expect.Found(SecretCheck.InTemplate(main), "outputs.KEY");
    }

    [Fact]
    public void SecretToAModuleThatDoesNotKeepIt_IsFound()
    {
        var main = infra.Main.DeepClone();
        main.WithModules().Single(template => template["parameters"]!["holdsModelKey"] is not null)["parameters"]!["modelApiKey"]!["type"] = "string";
        Expect.Found(SecretCheck.InTemplate(main), "takes a secret");
    }

    [Theory]
    [InlineData("AgentGrains__Grains__DrainGrace", "soon", "AgentGrains:Grains")]
    [InlineData("AgentGrains__Grains__DrainGrace", "-00:00:01", "DrainGrace")]
    [InlineData("AgentGrains__Storage__AccountName", "Not_An_Account", "AccountName")]
    [InlineData("AgentGrains__Cluster__SiloPort", "0", "SiloPort")]
    [InlineData("AgentGrains__Models__default__Provider", "azure-openia", "Provider")]
    [InlineData("AgentGrains__Tools__AllowedNetworks", "10.0.0.0", "AllowedNetworks")]
    [InlineData("ASPNETCORE_ENVIRONMENT", "Development", "not Production")]
    public void SettingThatIsWrong_IsFound(string name, string value, string naming) =>
        Expect.Found(SettingsCheck.Find(Broken(resources => resources.Server().Environment()[name]["value"] = value).Server()), naming);

    [Theory]
    [InlineData("AgentGrains__Grains__DrainGrase", "DrainGrase")]
    [InlineData("AgentGrains__Storage__AccountKey", "AccountKey")]
    [InlineData("AgentGrains__Cluster__GatewayPort", "GatewayPort")]
    [InlineData("AgentGrains__Models__default__Modell", "Modell")]
    [InlineData("AgentGrains__Tools__AllowedHosts", "AllowedHosts")]
    [InlineData("AgentGrains__Sandboxes__Most", "AgentGrains:Sandboxes")]
    [InlineData("AGENTGRAINS_MODE", "AGENTGRAINS_MODE")]
    public void SettingThatIsNotRead_IsFound(string name, string naming) =>
        Expect.Found(SettingsCheck.Find(Broken(resources => resources.Server().Container()["env"]!.AsArray().Add(new JsonObject { ["name"] = name, ["value"] = "1" })).Server()), naming);

    [Fact]
    public void ReplicasUpsideDown_AreFound()
    {
        Expect.Found(ScaleCheck.Find(Broken(resources => resources.Server().Template()["scale"]!["maxReplicas"] = 1)), "at most 1");
        Expect.Found(ScaleCheck.Find(Broken(resources => resources.Server().Template()["scale"]!["minReplicas"] = 3)), "lost silos expects 2");
    }

    [Fact]
    public void ScaleByRequestsAlone_IsFound() =>
        Expect.Found(ScaleCheck.Find(Broken(resources => resources.Server().Template()["scale"]!["rules"]!.AsArray().RemoveAt(1))), "nothing but requests");

    [Theory]
    [InlineData("allowSharedKeyAccess")]
    [InlineData("allowBlobPublicAccess")]
    public void StorageThatIsOpen_IsFound(string property) =>
        Expect.Found(StorageCheck.Find(Broken(resources => resources.OfType("Microsoft.Storage/storageAccounts").Single()["properties"]![property] = true)), property);

    [Fact]
    public void AlertThatIsMissing_OrAsksForNothing_IsFound()
    {
        Expect.Found(AlertCheck.Find(Broken(resources => resources.Remove(AlertCheck.Rules(resources).First().Rule)), Metrics.Told), "not one rule for latency");
        Expect.Found(AlertCheck.Find(infra.Resources, new HashSet<string> { "agentgrains.runs" }), "agentgrains.runs.stuck");
        Expect.Found(AlertCheck.FindUnheard(infra.PlainResources), "latency has no recipient");
    }

    private static JsonNode Role(JsonArray resources) => resources.OfType("Microsoft.Authorization/roleAssignments").First();

    private JsonArray Broken(Action<JsonArray> mutation)
    {
        var resources = infra.Resources.DeepClone().AsArray();
        mutation(resources);
        return resources;
    }
}
