using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Storage.Azure.OrleansTables;

/// <summary>Where Orleans' tables find the account they are in.</summary>
internal static class TableServices
{
    /// <summary>The one client of the account's tables, which carries the identity and the retries.</summary>
    public static TableServiceClient TableService(this IServiceProvider provider) =>
        provider.GetService<TableServiceClient>()
        ?? throw new InvalidOperationException($"No {nameof(TableServiceClient)} is registered. Call AddAzureStorage first: it says which storage account the tables are in.");
}
