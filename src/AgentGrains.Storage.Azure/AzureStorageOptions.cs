namespace AgentGrains.Storage.Azure;

/// <summary>Which Azure Storage account the stores are in, and how long a call may take.</summary>
/// <remarks>Exactly one of <see cref="ConnectionString"/> and <see cref="AccountName"/> is set.</remarks>
public sealed class AzureStorageOptions
{
    /// <summary>The connection string of an emulator. An account in Azure is named by <see cref="AccountName"/>, so that no key exists that could leak.</summary>
    /// <value>Default none.</value>
    public string? ConnectionString { get; set; }

    /// <summary>The account's name; the service signs in with its managed identity, which needs the roles Storage Table Data Contributor and Storage Blob Data Contributor.</summary>
    /// <value>Default none; 3 to 24 lower-case letters and digits.</value>
    public string? AccountName { get; set; }

    /// <summary>The client id of the user-assigned identity to sign in with; the system-assigned one where it is not set.</summary>
    /// <value>Default none.</value>
    public string? ManagedIdentityClientId { get; set; }

    /// <summary>The domain behind <c>{account}.table.</c> and <c>{account}.blob.</c>; another one in a sovereign cloud.</summary>
    /// <value>Default <c>core.windows.net</c>.</value>
    public string EndpointSuffix { get; set; } = "core.windows.net";

    /// <summary>How long one try of a call may take before it counts as lost.</summary>
    /// <value>Default 10 s; 1 s to 5 min.</value>
    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a call is tried again that the store refused for the moment or that got no answer. Nothing above this layer tries again.</summary>
    /// <value>Default 4; 0 to 10.</value>
    public int MaxRetries { get; set; } = 4;

    /// <summary>The delay before the first retry; each later one doubles it, and the store's own Retry-After is honoured.</summary>
    /// <value>Default 200 ms; 1 ms to 10 s.</value>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Everything that is wrong with the options, in sentences; empty where nothing is.</summary>
    internal IEnumerable<string> Mistakes()
    {
        if (string.IsNullOrEmpty(ConnectionString) == string.IsNullOrEmpty(AccountName))
            yield return $"Exactly one of {nameof(ConnectionString)} (an emulator) and {nameof(AccountName)} (an account with a managed identity) must be set.";
        if (AccountName is { Length: > 0 } account && (account.Length is < 3 or > 24 || account.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c))))
            yield return $"{nameof(AccountName)} is '{account}'; it must be 3 to 24 lower-case letters and digits.";
        if (Uri.CheckHostName(EndpointSuffix) != UriHostNameType.Dns)
            yield return $"{nameof(EndpointSuffix)} is '{EndpointSuffix}'; it must be a domain such as core.windows.net.";
        if (TryTimeout < TimeSpan.FromSeconds(1) || TryTimeout > TimeSpan.FromMinutes(5))
            yield return $"{nameof(TryTimeout)} is {TryTimeout}; it must be from 1 s to 5 min.";
        if (MaxRetries is < 0 or > 10)
            yield return $"{nameof(MaxRetries)} is {MaxRetries}; it must be from 0 to 10.";
        if (RetryDelay < TimeSpan.FromMilliseconds(1) || RetryDelay > TimeSpan.FromSeconds(10))
            yield return $"{nameof(RetryDelay)} is {RetryDelay}; it must be from 1 ms to 10 s.";
    }
}
