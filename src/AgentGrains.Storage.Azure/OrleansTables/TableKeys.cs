using AgentGrains.Core.Errors;

namespace AgentGrains.Storage.Azure.OrleansTables;

/// <summary>What Azure Table Storage takes as a PartitionKey or a RowKey, and how Microsoft's layouts make other text fit.</summary>
internal static class TableKeys
{
    /// <summary>The key as it is stored: each of <c>/ \ # ?</c> and each control character becomes <c>_</c>.</summary>
    /// <exception cref="AgentGrainsException">It has as many characters as <see cref="AzureTableLimits.KeyChars"/> or more.</exception>
    public static string Sanitised(string key) => key.Length < AzureTableLimits.KeyChars
        ? string.Create(key.Length, key, static (stored, given) =>
        {
            for (var i = 0; i < stored.Length; i++)
                stored[i] = given[i] is '/' or '\\' or '#' or '?' || char.IsControl(given[i]) ? '_' : given[i];
        })
        : throw new AgentGrainsException(
            ErrorCodes.Invalid, $"A key of a table may have {AzureTableLimits.KeyChars - 1} characters; the one that begins with '{key[..60]}' has {key.Length}.");
}
