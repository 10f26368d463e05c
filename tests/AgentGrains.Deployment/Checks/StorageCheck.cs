using System.Text.Json.Nodes;
using AgentGrains.Deployment.Bicep;

namespace AgentGrains.Deployment.Checks;

/// <summary>The stores refuse keys, plain HTTP and anonymous access, and deleted data can be restored for a while.</summary>
internal static class StorageCheck
{
    private static readonly Dictionary<string, string> Account = new()
    {
        ["allowSharedKeyAccess"] = "false", ["allowBlobPublicAccess"] = "false", ["allowCrossTenantReplication"] = "false", ["supportsHttpsTrafficOnly"] = "true", ["minimumTlsVersion"] = "TLS1_2",
    };

    public static IEnumerable<string> Find(JsonArray resources)
    {
        foreach (var account in resources.OfType("Microsoft.Storage/storageAccounts"))
        {
            foreach (var (property, value) in Account.Where(wanted => !Is(account["properties"], wanted.Key, wanted.Value)))
                yield return $"{property} of {account.Text("name")} is not {value}";
            var blobs = resources.OfType("Microsoft.Storage/storageAccounts/blobServices").SingleOrDefault(blobs => blobs.Text("name") == $"{account.Text("name")}/default");
            foreach (var policy in (string[])["deleteRetentionPolicy", "containerDeleteRetentionPolicy"])
            {
                if (!Is(blobs?["properties"]?[policy], "enabled", "true"))
                    yield return $"{policy} of {account.Text("name")} is not enabled";
            }
        }
        foreach (var registry in resources.OfType("Microsoft.ContainerRegistry/registries").Where(registry => !Is(registry["properties"], "adminUserEnabled", "false")))
            yield return $"{registry.Text("name")} has an admin user";
        foreach (var vault in resources.OfType("Microsoft.KeyVault/vaults").Where(vault => !Is(vault["properties"], "enableRbacAuthorization", "true")))
            yield return $"{vault.Text("name")} goes by access policies instead of roles";
    }

    private static bool Is(JsonNode? node, string property, string value) => string.Equals(node.Text(property), value, StringComparison.OrdinalIgnoreCase);
}
