using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AgentGrains.Harness.Proxies;

/// <summary>A request to a storage account, read whole, and what it asks for.</summary>
internal sealed partial record StoreRequest
{
    public required string Method { get; init; }

    /// <summary>Path and query, byte for byte as they were signed.</summary>
    public required string Target { get; init; }

    public required IHeaderDictionary Headers { get; init; }

    public required byte[] Body { get; init; }

    public StoreOperation Operation { get; private init; }

    public string Resource { get; private init; } = "";

    /// <summary>How many entities it writes.</summary>
    public int Entities { get; private init; }

    private bool Reads => HttpMethods.IsGet(Method) || HttpMethods.IsHead(Method);

    public static async Task<StoreRequest> ReadAsync(HttpRequest request, bool ofTables)
    {
        var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted);
        var read = new StoreRequest
        {
            Method = request.Method, Headers = request.Headers, Body = buffer.ToArray(), Target = request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget,
        };
        return ofTables ? read.OfTables() : read.OfBlobs();
    }

    private StoreRequest OfBlobs() => this with { Operation = Reads ? StoreOperation.BlobRead : StoreOperation.BlobWrite, Resource = ResourceOfPath() };

    private StoreRequest OfTables()
    {
        var resource = ResourceOfPath();
        if (resource != "$batch")
            return this with { Operation = Reads ? StoreOperation.TableRead : StoreOperation.TableWrite, Resource = resource, Entities = Reads || resource == "Tables" ? 0 : 1 };
        // The table is named in its parts only, and it is the same in all.
        var parts = Part().Matches(Encoding.Latin1.GetString(Body));
        // A transaction may hold one read instead of writes.
        var reads = parts.Count == 1 && parts[0].Groups[1].Value == HttpMethods.Get;
        return this with
        {
            Operation = reads ? StoreOperation.TableRead : StoreOperation.TableTransaction,
            Resource = parts.Count > 0 ? parts[0].Groups[2].Value : resource,
            Entities = reads ? 0 : parts.Count,
        };
    }

    private string ResourceOfPath() => Path().Match(Target) is { Success: true } match ? match.Groups[1].Value : "";

    [GeneratedRegex($"^/{StoreEndpoints.Account}/([^/?(]+)")]
    private static partial Regex Path();

    [GeneratedRegex($@"^(POST|PUT|MERGE|PATCH|DELETE|GET) \S*/{StoreEndpoints.Account}/([^/?(\s]+)", RegexOptions.Multiline)]
    private static partial Regex Part();
}
