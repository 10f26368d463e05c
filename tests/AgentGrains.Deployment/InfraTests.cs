using System.Text.Json.Nodes;
using AgentGrains.Deployment.Bicep;
using AgentGrains.Deployment.Checks;
using AgentGrains.Deployment.Settings;

namespace AgentGrains.Deployment;

/// <summary>What the Bicep files come to keeps what it promises.</summary>
public sealed class InfraTests(CompiledInfra infra)
{
    [Fact]
    public void Templates_KeepSecretsToTheVault() => Expect.None(SecretCheck.InTemplate(infra.Main).Concat(SecretCheck.InTemplate(infra.Server)));

    [Fact]
    public void Container_GetsSecretsByReference() => Expect.None(SecretCheck.InContainer(infra.Resources.Server()));

    [Fact]
    public void Identities_HaveTheRolesTheyNeed_AndNoOther() => Expect.None(RoleCheck.Find(infra.Resources).Concat(RoleCheck.FindReach(infra.Resources.Server())));

    [Fact]
    public void Probes_AskEndpointsThatThereAre() => Expect.None(ProbeCheck.Find(infra.Resources.Server(), ServerHost.Routes()));

    [Fact]
    public void Grace_CoversTheDrain() => Expect.None(StopCheck.Find(infra.Resources.Server(), ServerHost.Stop));

    [Fact]
    public void Replicas_AreNotMoreAtLeastThanAtMost() => Expect.None(ScaleCheck.Find(infra.Resources));

    [Fact]
    public void Stores_TakeNoKeys() => Expect.None(StorageCheck.Find(infra.Resources));

    [Fact]
    public void Alerts_AskForNumbersThatThereAre() => Expect.None(AlertCheck.Find(infra.Resources, Metrics.Told));

    [Fact]
    public void Alerts_NotifyTheNamedRecipient() => Expect.None(AlertCheck.FindUnheard(infra.Resources));

    [Fact]
    public void Settings_AreRealAndValid_WithAModel() => Expect.None(SettingsCheck.Find(infra.Resources.Server()));

    [Fact]
    public void Settings_AreRealAndValid_WithoutAModel()
    {
        Expect.None(SettingsCheck.Find(infra.PlainResources.Server()));
        Assert.DoesNotContain(infra.PlainResources.Server().Environment().Keys, name => name.Contains("__Models__", StringComparison.Ordinal));
        Assert.DoesNotContain(infra.PlainResources.Server().Environment().Keys, name => name.Contains("__Tools__", StringComparison.Ordinal));
        Assert.Contains("AgentGrains__Tools__AllowedNetworks", infra.Resources.Server().Environment().Keys);
        Assert.Empty(infra.PlainResources.OfType("Microsoft.KeyVault/vaults/secrets"));
    }

    /// <summary>Replicas on the Consumption profile of an environment with profiles do not reach each other.</summary>
    [Fact]
    public async Task Silos_RunWhereTheyReachEachOther()
    {
        static JsonNode? Profiles(JsonArray resources) => resources.OfType("Microsoft.App/managedEnvironments").Single()["properties"]!["workloadProfiles"];
        Assert.Null(Profiles(infra.PlainResources));
        Assert.Null(infra.PlainResources.Server()["properties"]!["workloadProfileName"]);
        var dedicated = await infra.ResourcesWithAsync(new() { ["AGENTGRAINS_WORKLOAD_PROFILE"] = "D4" });
        Assert.Equal("D4", dedicated.Server()["properties"].Text("workloadProfileName"));
        Assert.Contains(Profiles(dedicated)!.AsArray(), profile => profile.Text("name") == "D4" && profile.Text("workloadProfileType") == "D4");
    }

    [Fact]
    public void Resources_AreAllInOneGroup_UnderTheTagOfTheEnvironment()
    {
        var group = infra.Resources.OfType("Microsoft.Resources/resourceGroups").Single();
        Expect.None(infra.Resources.Where(resource => !resource.Text("id").StartsWith(group.Text("id"), StringComparison.Ordinal)).Select(resource => $"{resource.Text("id")} is elsewhere"));
        Expect.None(infra.Resources.Where(resource => resource!["location"] is not null && resource["tags"].Text("azd-env-name") != "trial").Select(resource => $"{resource.Text("id")} has no tag"));
        Assert.Equal("server", infra.Resources.Server()["tags"].Text("azd-service-name"));
    }

    /// <summary>A snapshot never looks into a secret, so that this one is read and not run.</summary>
    [Fact]
    public void Model_WithoutItsKey_IsRefusedWithWhatIsMissing() =>
        Assert.StartsWith(
            "[if(empty(parameters('modelApiKey')), fail('AGENTGRAINS_MODEL_NAME is set and AGENTGRAINS_MODEL_API_KEY is not",
            infra.Resources.OfType("Microsoft.KeyVault/vaults/secrets").Single().Text("condition"), StringComparison.Ordinal);

    [Fact]
    public async Task Model_WithoutItsEndpoint_IsRefusedWithWhatIsMissing() =>
        Assert.Contains("AGENTGRAINS_MODEL_ENDPOINT", await infra.SnapshotComplaintsAsync("server", new() { ["AGENTGRAINS_MODEL_NAME"] = "gpt-trial" }), StringComparison.Ordinal);

    [Fact]
    public async Task Subnet_WithoutADedicatedProfile_IsRefusedWithWhatItTakes() =>
        Assert.Contains("dedicated workloadProfile", await infra.SnapshotComplaintsAsync("main", new() { ["AGENTGRAINS_SUBNET_ID"] = "/subscriptions/x" }), StringComparison.Ordinal);

    [Fact]
    public async Task Linter_IsOn() =>
        Assert.Contains("no-unused-params", await infra.ComplaintsAsync("main.bicep", text => text + "\nparam unusedParameter string = ''\n", "main.bicep"), StringComparison.Ordinal);
}
