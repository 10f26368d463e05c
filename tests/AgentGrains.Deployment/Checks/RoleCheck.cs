using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AgentGrains.Deployment.Bicep;

namespace AgentGrains.Deployment.Checks;

/// <summary>Each identity has the roles that it needs, each on one resource, and none besides.</summary>
internal static partial class RoleCheck
{
    /// <summary>Every role that may be given: its id, its name, who gets it, and the kind of resource that it is on.</summary>
    private static readonly (string Id, string Name, string Identity, string Scope)[] Needed =
    [
        ("0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3", "Storage Table Data Contributor", "id-server", "Microsoft.Storage/storageAccounts"),
        ("ba92f5b4-2d11-453d-a403-e96b0029c9fe", "Storage Blob Data Contributor", "id-server", "Microsoft.Storage/storageAccounts"),
        ("7f951dda-4ed3-4680-a7ca-43fe172d538d", "AcrPull", "id-platform", "Microsoft.ContainerRegistry/registries"),
        ("4633458b-17de-408a-b874-0445c86b69e6", "Key Vault Secrets User", "id-platform", "Microsoft.KeyVault/vaults"),
    ];

    public static IEnumerable<string> Find(JsonArray resources)
    {
        foreach (var definition in resources.OfType("Microsoft.Authorization/roleDefinitions"))
            yield return $"{definition.Text("id")} is a role of its own";
        var given = resources.OfType("Microsoft.Authorization/roleAssignments").ToList();
        foreach (var assignment in given)
        {
            var role = assignment["properties"].Text("roleDefinitionId").Split('/')[^1];
            var found = Needed.FirstOrDefault(needed => needed.Id == role);
            if (found.Id is null)
                yield return $"{assignment.Text("id")} assigns the role {role}, which is not needed";
            else if (Scope().Match(assignment.Text("id")) is var scope && scope.Groups[1].Value != found.Scope)
                yield return $"{found.Name} is given on {(scope.Success ? scope.Groups[1].Value : "more than one resource")}, not on {found.Scope}";
            else if (!assignment["properties"].Text("principalId").Contains($"/userAssignedIdentities/{found.Identity}-", StringComparison.Ordinal))
                yield return $"{found.Name} is given to {assignment["properties"].Text("principalId")}, not to {found.Identity}";
        }
        foreach (var missing in Needed.Where(needed => !given.Any(assignment => assignment["properties"].Text("roleDefinitionId").EndsWith(needed.Id, StringComparison.Ordinal))))
            yield return $"{missing.Name} is not assigned";
    }

    /// <summary>The identity of the platform is nothing that code in the container gets a token for.</summary>
    public static IEnumerable<string> FindReach(JsonNode server)
    {
        var held = server["properties"]!["configuration"]!["identitySettings"]?.AsArray() ?? [];
        foreach (var identity in server["identity"]!["userAssignedIdentities"]!.AsObject().Select(identity => identity.Key).Where(id => !id.Contains("/id-server-", StringComparison.Ordinal)))
        {
            if (!held.Any(setting => setting.Text("identity") == identity && setting.Text("lifecycle") == "None"))
                yield return $"the container can use {identity}";
        }
    }

    [GeneratedRegex(@"/resourceGroups/[^/]+/providers/([^/]+/[^/]+)/[^/]+/providers/Microsoft\.Authorization/roleAssignments/[^/]+$")]
    private static partial Regex Scope();
}
