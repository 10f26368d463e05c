namespace AgentGrains.Harness.Proxies;

/// <summary>Where a storage account of the emulator answers, directly or through a proxy.</summary>
/// <param name="Blobs">Scheme, host and port of its blob service.</param>
/// <param name="Tables">Scheme, host and port of its table service.</param>
public sealed record StoreEndpoints(Uri Blobs, Uri Tables)
{
    /// <summary>The account that every emulator has.</summary>
    public const string Account = "devstoreaccount1";

    // Not a secret: every emulator has this key, and its documentation prints it.
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>That account with its key, as the emulator is told of accounts.</summary>
    internal const string AccountAndKey = $"{Account}:{Key}";

    /// <summary>What clients of Azure Storage are configured with.</summary>
    public string ConnectionString => ConnectionStringOf(Account, Key);

    /// <summary>The same for another account that the emulator was told of.</summary>
    /// <param name="account">Its name.</param>
    /// <param name="key">Its key, in Base64.</param>
    public string ConnectionStringOf(string account, string key) =>
        $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={key};BlobEndpoint={new Uri(Blobs, account)};TableEndpoint={new Uri(Tables, account)};";
}
