using AgentGrains.Core.Errors;
using Azure.Data.Tables;

namespace AgentGrains.Storage.Azure.GrainState;

/// <summary>A grain's state as a row: its bytes in <c>Data</c>, <c>Data1</c> to <c>Data14</c>.</summary>
internal static class GrainStateRow
{
    /// <summary>The most properties that one state takes; the rest of the entity is for keys, names and the store itself.</summary>
    public const int MaxParts = 15;

    /// <summary>The most bytes of one state.</summary>
    public const int MaxBytes = MaxParts * AzureTableLimits.PropertyBytes;

    /// <exception cref="AgentGrainsException">The state has more than <see cref="MaxBytes"/>.</exception>
    public static void Put(TableEntity row, ReadOnlySpan<byte> state)
    {
        if (state.Length > MaxBytes)
        {
            throw new AgentGrainsException(
                ErrorCodes.TooLarge, $"State '{row.RowKey}' of '{row.PartitionKey}' has {state.Length} bytes; a row of grain state holds {MaxBytes}. Keep large content in the payload store.");
        }
        for (var part = 0; part * AzureTableLimits.PropertyBytes < state.Length; part++)
        {
            var rest = state[(part * AzureTableLimits.PropertyBytes)..];
            row[Name("Data", part)] = rest[..Math.Min(rest.Length, AzureTableLimits.PropertyBytes)].ToArray();
        }
    }

    /// <summary>The state's bytes, be they stored as binary or as text; null where the row has none because the state was cleared.</summary>
    public static BinaryData? State(TableEntity row)
    {
        if (row.ContainsKey("Data"))
            return BinaryData.FromBytes(Parts(row, "Data").Cast<byte[]>().SelectMany(part => part).ToArray());
        return row.ContainsKey("StringData") ? BinaryData.FromString(string.Concat(Parts(row, "StringData").Cast<string>())) : null;
    }

    private static IEnumerable<object> Parts(TableEntity row, string name) =>
        Enumerable.Range(0, MaxParts).Select(part => row[Name(name, part)]).TakeWhile(part => part is not null)!;

    private static string Name(string name, int part) => part == 0 ? name : $"{name}{part}";
}
