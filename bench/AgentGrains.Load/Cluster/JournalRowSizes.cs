using Azure.Data.Tables;

namespace AgentGrains.Load.Cluster;

/// <summary>What the rows of a session's records take in Azure Tables, in the order of the journal.</summary>
/// <remarks>
/// By the formula of the service's documentation: 4 bytes, the keys at two bytes a character, and for each property 8 bytes, its name at two bytes a
/// character and its value (https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model).
/// </remarks>
internal static class JournalRowSizes
{
    public static async Task<List<double>> ReadAsync(string connectionString, string session, CancellationToken cancellation)
    {
        var tables = new TableServiceClient(connectionString);
        List<double> sizes = [];
        await foreach (var table in tables.QueryAsync(table => table.Name.CompareTo("agj") >= 0 && table.Name.CompareTo("agk") < 0, cancellationToken: cancellation))
        {
            await foreach (var row in tables.GetTableClient(table.Name).QueryAsync<TableEntity>($"PartitionKey eq '{session}' and RowKey ge 'r' and RowKey lt 's'", cancellationToken: cancellation))
                sizes.Add(SizeOf(row));
        }
        return sizes;
    }

    private static double SizeOf(TableEntity row) =>
        4 + (2 * (row.PartitionKey.Length + row.RowKey.Length)) + row.Where(property => property.Key is not ("odata.etag" or "PartitionKey" or "RowKey" or "Timestamp"))
            .Sum(property => 8 + (2 * property.Key.Length) + ValueOf(property.Value));

    private static double ValueOf(object value) => value switch
    {
        byte[] bytes => 4 + bytes.Length,
        string text => 4 + (2 * text.Length),
        long or double or DateTimeOffset => 8,
        int => 4,
        bool => 1,
        _ => throw new InvalidOperationException($"The size of a {value.GetType().Name} is unknown."),
    };
}
