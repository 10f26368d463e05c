using AgentGrains.Storage.Azure.GrainState;
using AgentGrains.Storage.Azure.Membership;
using AgentGrains.Storage.Azure.Reminders;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace AgentGrains.Storage.Azure.Tests.OrleansTables;

/// <summary>Orleans' tables of one service and one cluster that no other test has.</summary>
internal sealed class OrleansTablesOf : IDisposable
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private static int count;

    private readonly HttpClient http;

    public OrleansTablesOf(AzuriteFixture azurite, string? cluster = null, string? service = null)
    {
        var number = Interlocked.Increment(ref count);
        Cluster = new ClusterOptions { ClusterId = cluster ?? $"cluster-{number}", ServiceId = service ?? $"service{number}" };
        http = new HttpClient(Transport);
        var options = new TableClientOptions { Transport = new HttpClientTransport(http) };
        (options.Retry.MaxRetries, options.Retry.Delay) = (2, TimeSpan.FromMilliseconds(1));
        Client = new TableServiceClient(azurite.ConnectionString, options);
    }

    public ClusterOptions Cluster { get; }

    public FaultyTransport Transport { get; } = new();

    public TableServiceClient Client { get; }

    public AzureMembershipTable Membership => new(Client, Options.Create(Cluster));

    public AzureReminderTable Reminders => new(Client, Options.Create(Cluster));

    public static IGrainStorageSerializer Serializer { get; } = new OrleansGrainStorageSerializer(Services.GetRequiredService<Serializer>());

    public AzureGrainStorage GrainStorage(IGrainStorageSerializer? serializer = null, bool deleteStateOnClear = true) =>
        new(Client, Options.Create(Cluster), serializer ?? Serializer, Services.GetRequiredService<IActivatorProvider>(), deleteStateOnClear);

    /// <summary>Grain state of a cluster, in whichever account.</summary>
    public static AzureGrainStorage GrainStorage(TableServiceClient client, IOptions<ClusterOptions> cluster) =>
        new(client, cluster, Serializer, Services.GetRequiredService<IActivatorProvider>(), deleteStateOnClear: true);

    /// <summary>The row as it is stored, without what the store itself adds; null where there is none.</summary>
    public async Task<Dictionary<string, object>?> RowAsync(string table, string partitionKey, string rowKey)
    {
        var found = await Client.GetTableClient(table).GetEntityIfExistsAsync<TableEntity>(partitionKey, rowKey);
        return found.HasValue ? found.Value!.Where(property => property.Key is not ("odata.etag" or "Timestamp")).ToDictionary() : null;
    }

    /// <summary>Writes rows as another program would.</summary>
    public async Task PutAsync(string table, params TableEntity[] rows)
    {
        var client = Client.GetTableClient(table);
        await client.CreateIfNotExistsAsync();
        foreach (var row in rows)
            await client.UpsertEntityAsync(row, TableUpdateMode.Replace);
    }

    public void Dispose() => http.Dispose();
}
