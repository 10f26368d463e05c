namespace AgentGrains.Harness.Azurite;

/// <summary>How an <see cref="AzuriteProcess"/> keeps what is written to it.</summary>
public sealed record AzuriteOptions
{
    /// <summary>The folder it keeps its files in, which another start finds again; null to keep everything in memory, which is faster and gone with its end.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The accounts it knows beside the one that every emulator has, with their keys in Base64. It knows no other, and each is empty at first.</summary>
    /// <value>Default none.</value>
    public IReadOnlyDictionary<string, string> Accounts { get; init; } = new Dictionary<string, string>();

    /// <summary>How long it may take to start, and to end.</summary>
    /// <value>Default 60 s.</value>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);
}
