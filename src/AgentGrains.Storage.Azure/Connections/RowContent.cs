using System.Globalization;
using Azure.Data.Tables;

namespace AgentGrains.Storage.Azure.Connections;

/// <summary>Bytes in a row: in properties of 64 KiB each as far as a row takes them, else in a blob that the row names.</summary>
internal static class RowContent
{
    /// <summary>The most bytes in a row itself: fifteen full properties, which leaves 64 KiB for keys, names and the other properties.</summary>
    public const int MaxInlineBytes = 15 * AzureTableLimits.PropertyBytes;

    private const string Name = "Content";
    /// <summary>The property that names the blob of what does not fit.</summary>
    public const string BlobColumn = "Blob";

    /// <summary>Puts bytes into a row that is to be written; what does not fit is durable in its blob when the call returns.</summary>
    public static async ValueTask PutAsync(TableEntity row, ReadOnlyMemory<byte> content, StoreBlobs blobs, string blob, CancellationToken cancellation)
    {
        if (content.Length > MaxInlineBytes)
        {
            await blobs.PutAsync(blob, content, cancellation);
            row[BlobColumn] = blob;
            return;
        }
        Put(row, content);
    }

    /// <summary>Puts bytes into a row, at most <see cref="MaxInlineBytes"/>.</summary>
    public static void Put(TableEntity row, ReadOnlyMemory<byte> content)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, MaxInlineBytes, nameof(content));
        for (var (start, part) = (0, 0); start < content.Length || part == 0; start += AzureTableLimits.PropertyBytes, part++)
            row[NameOf(part)] = content.Slice(start, Math.Min(AzureTableLimits.PropertyBytes, content.Length - start)).ToArray();
    }

    /// <summary>The bytes of a row that was read.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(TableEntity row, StoreBlobs blobs, CancellationToken cancellation)
    {
        if (row.GetString(BlobColumn) is not { } blob)
            return Read(row);
        return await blobs.FindAsync(blob, cancellation) ?? throw StoreFailures.Damaged($"The blob '{blob}' is missing, which the row '{row.RowKey}' of '{row.PartitionKey}' names.");
    }

    /// <summary>The bytes of a row that has no blob.</summary>
    public static ReadOnlyMemory<byte> Read(TableEntity row)
    {
        var first = row.GetBinary(Name) ?? throw StoreFailures.Damaged($"The row '{row.RowKey}' of '{row.PartitionKey}' has no content.");
        if (first.Length < AzureTableLimits.PropertyBytes)
            return first;
        var whole = new MemoryStream();
        for (var part = 0; row.GetBinary(NameOf(part)) is { } bytes; part++)
            whole.Write(bytes);
        return whole.GetBuffer().AsMemory(0, (int)whole.Length);
    }

    private static string NameOf(int part) => part == 0 ? Name : string.Create(CultureInfo.InvariantCulture, $"{Name}{part}");
}
