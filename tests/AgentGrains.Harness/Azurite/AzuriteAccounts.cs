using AgentGrains.Harness.Proxies;

namespace AgentGrains.Harness.Azurite;

/// <summary>The accounts of an emulator, as it is told of them and as its clients are.</summary>
internal static class AzuriteAccounts
{
    private const string KeyPart = "AccountKey=";

    /// <summary>All accounts as one text; null where there is only the one that every emulator has. One that is told of any knows no other.</summary>
    public static string? Text(IReadOnlyDictionary<string, string> accounts, StoreEndpoints endpoints)
    {
        var known = endpoints.ConnectionString.Split(';').Single(part => part.StartsWith(KeyPart, StringComparison.Ordinal))[KeyPart.Length..];
        return accounts.Count == 0 ? null : string.Join(';', accounts.Select(account => $"{account.Key}:{account.Value}").Prepend($"{StoreEndpoints.Account}:{known}"));
    }

    /// <summary>What clients of an account are configured with.</summary>
    public static string ConnectionString(string account, string key, StoreEndpoints endpoints) =>
        $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={key};BlobEndpoint={new Uri(endpoints.Blobs, account)};TableEndpoint={new Uri(endpoints.Tables, account)};";
}
