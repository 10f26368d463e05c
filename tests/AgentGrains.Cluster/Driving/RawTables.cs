using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AgentGrains.Harness.Proxies;

namespace AgentGrains.Cluster.Driving;

/// <summary>Speaks the table service's protocol by hand, so that the harness is tested without what it is there to test.</summary>
internal sealed class RawTables(StoreEndpoints store) : IDisposable
{
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly string key = KeyOf(store.ConnectionString);

    /// <summary>Makes a table.</summary>
    public Task<HttpStatusCode> CreateAsync(string table) => SendAsync(HttpMethod.Post, "Tables", new { TableName = table });

    /// <summary>Inserts an entity.</summary>
    public Task<HttpStatusCode> InsertAsync(string table, string row) => SendAsync(HttpMethod.Post, table, new { PartitionKey = "p", RowKey = row });

    /// <summary>Reads an entity.</summary>
    public Task<HttpStatusCode> ReadAsync(string table, string row) => SendAsync(HttpMethod.Get, $"{table}(PartitionKey='p',RowKey='{row}')");

    public void Dispose() => http.Dispose();

    private async Task<HttpStatusCode> SendAsync(HttpMethod method, string path, object? body = null)
    {
        var date = TimeProvider.System.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        var signed = HMACSHA256.HashData(Convert.FromBase64String(key), Encoding.UTF8.GetBytes($"{date}\n/{StoreEndpoints.Account}/{StoreEndpoints.Account}/{path}"));
        using var request = new HttpRequestMessage(method, new Uri(store.Tables, $"{StoreEndpoints.Account}/{path}"));
        request.Headers.Add("x-ms-date", date);
        request.Headers.Add("x-ms-version", "2019-02-02");
        request.Headers.Accept.ParseAdd("application/json;odata=nometadata");
        request.Headers.Authorization = new AuthenticationHeaderValue("SharedKeyLite", $"{StoreEndpoints.Account}:{Convert.ToBase64String(signed)}");
        if (body is not null)
            request.Content = JsonContent.Create(body, options: JsonSerializerOptions.Default);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static string KeyOf(string connectionString) =>
        connectionString.Split(';').Single(part => part.StartsWith("AccountKey=", StringComparison.Ordinal))["AccountKey=".Length..];
}
