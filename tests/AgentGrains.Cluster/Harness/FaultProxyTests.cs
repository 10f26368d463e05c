using System.Collections.Concurrent;
using System.Net;
using System.Text;
using AgentGrains.Cluster.Driving;
using AgentGrains.Harness.Proxies;
using AgentGrains.Testing.Doubles;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AgentGrains.Cluster.Harness;

/// <summary>Each fault of the proxy, and what it counts, in front of a server that answers 201 the first time and 409 from then on.</summary>
public sealed class FaultProxyTests : IAsyncLifetime
{
    private const string Insert = "/devstoreaccount1/journal";

    private readonly ConcurrentQueue<string> arrived = [];
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private HttpDouble store = null!;
    private FaultProxy proxy = null!;

    public async ValueTask InitializeAsync()
    {
        store = await HttpDouble.StartAsync(AnswerAsync);
        proxy = await FaultProxy.StartAsync(new StoreEndpoints(store.Address, store.Address), new FaultProxyOptions { Seed = 7 });
    }

    public async ValueTask DisposeAsync()
    {
        await proxy.DisposeAsync();
        await store.DisposeAsync();
        http.Dispose();
    }

    [Fact]
    public async Task None_ForwardsUnchanged()
    {
        // Signatures cover the path as it was written, escapes of plain letters among it.
        const string Target = "/devstoreaccount1/journal(PartitionKey='%41%7e',RowKey='a%2Fb')?timeout=30&$select=A%2CB";
        using var request = new HttpRequestMessage(HttpMethod.Put, Exactly(proxy.Endpoints.Tables, Target)) { Content = new StringContent("{}") };
        request.Headers.TryAddWithoutValidation("If-Match", "W/\"datetime'2026%3A'\"");
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("\"1\"", answer.Headers.ETag!.Tag);
        Assert.Equal($"PUT {Target} W/\"datetime'2026%3A'\" {{}}", Assert.Single(arrived));
    }

    [Theory]
    [InlineData(StoreFault.ServerBusy, HttpStatusCode.ServiceUnavailable, "ServerBusy", 0)]
    [InlineData(StoreFault.InternalError, HttpStatusCode.InternalServerError, "InternalError", 0)]
    [InlineData(StoreFault.Throttled, HttpStatusCode.TooManyRequests, "TooManyRequests", 0)]
    [InlineData(StoreFault.OperationTimedOut, HttpStatusCode.InternalServerError, "OperationTimedOut", 1)]
    [InlineData(StoreFault.Doubled, HttpStatusCode.Conflict, null, 2)]
    public async Task Fault_WithAnAnswer_IsAnsweredSo(StoreFault fault, HttpStatusCode status, string? code, int forwarded)
    {
        proxy.Faults = Always(fault);
        using var answer = await PostAsync(Insert);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, answer.Headers.TryGetValues("x-ms-error-code", out var codes) ? codes.Single() : null);
        Assert.Equal(fault is StoreFault.ServerBusy or StoreFault.Throttled ? TimeSpan.FromSeconds(1) : null, answer.Headers.RetryAfter?.Delta);
        Assert.Equal(forwarded, arrived.Count);
        Assert.Equal(1, proxy.Counts.Faults[fault]);
    }

    [Theory]
    [InlineData(StoreFault.LostBefore, 0)]
    [InlineData(StoreFault.LostAfter, 1)]
    public async Task Lost_ClosesTheConnection_BeforeOrAfterForwarding(StoreFault fault, int forwarded)
    {
        proxy.Faults = Always(fault) with { HoldFor = TimeSpan.FromMilliseconds(50) };
        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(Insert));
        Assert.Equal(forwarded, arrived.Count);
    }

    [Fact]
    public async Task Slow_AnswersAfterItsDelay()
    {
        proxy.Faults = Always(StoreFault.Slow) with { SlowBy = TimeSpan.FromMilliseconds(400) };
        var started = TimeProvider.System.GetTimestamp();
        using var answer = await PostAsync(Insert);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.FromMilliseconds(390), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task CutOff_ClosesOpenConnections_AndEachThatComes_UntilHealed()
    {
        proxy.Faults = Always(StoreFault.Slow) with { SlowBy = TimeSpan.FromMinutes(1) };
        var inFlight = PostAsync(Insert);
        await Eventually.IsAsync("the request arrives at the store", () => arrived.Count == 1);
        proxy.CutOff();
        await Assert.ThrowsAsync<HttpRequestException>(() => inFlight);
        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(Insert));
        Assert.Single(arrived);

        proxy.Heal();
        using var answer = await PostAsync(Insert);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
    }

    [Fact]
    public async Task Faults_OfOneSeed_AreTheSame()
    {
        await using var other = await FaultProxy.StartAsync(new StoreEndpoints(store.Address, store.Address), new FaultProxyOptions { Seed = 7 });
        var faults = new StoreFaults { Probability = 0.5, Kinds = [StoreFault.ServerBusy, StoreFault.InternalError], Operations = [StoreOperation.TableRead] };
        (proxy.Faults, other.Faults) = (faults, faults);
        using var first = await PostAsync(Insert);
        List<HttpStatusCode> seen = [], seenByOther = [];
        for (var i = 0; i < 60; i++)
        {
            seen.Add((await http.GetAsync(new Uri(proxy.Endpoints.Tables, Insert), TestContext.Current.CancellationToken)).StatusCode);
            seenByOther.Add((await http.GetAsync(new Uri(other.Endpoints.Tables, Insert), TestContext.Current.CancellationToken)).StatusCode);
        }
        Assert.Equal(seen, seenByOther);
        Assert.InRange(proxy.Counts.Disturbed, 15, 45);
        using var write = await PostAsync(Insert);
        Assert.Equal(HttpStatusCode.Conflict, write.StatusCode);
    }

    [Fact]
    public async Task Counts_TellKindsTablesEntitiesAndBytes()
    {
        const string Transaction =
            "--batch\r\n\r\nPOST http://127.0.0.1/devstoreaccount1/journal?$format=json HTTP/1.1\r\n\r\n{}\r\n"
            + "--batch\r\n\r\nMERGE http://127.0.0.1/devstoreaccount1/journal(PartitionKey='a',RowKey='b') HTTP/1.1\r\n\r\n{}\r\n";
        using (await PostAsync("/devstoreaccount1/$batch", Transaction))
        using (await PostAsync(Insert))
        using (await http.GetAsync(new Uri(proxy.Endpoints.Tables, $"{Insert}()?$top=1"), TestContext.Current.CancellationToken))
        using (await http.PutAsync(new Uri(proxy.Endpoints.Blobs, "/devstoreaccount1/payloads/x"), new StringContent("12345"), TestContext.Current.CancellationToken))
        using (await http.GetAsync(new Uri(proxy.Endpoints.Blobs, "/devstoreaccount1/payloads/x"), TestContext.Current.CancellationToken))
        {
            Assert.Equal(
                [
                    new StoreTraffic(StoreOperation.TableTransaction, "journal", 1, 2, Transaction.Length, 5),
                    new StoreTraffic(StoreOperation.TableWrite, "journal", 1, 1, 2, 5),
                    new StoreTraffic(StoreOperation.TableRead, "journal", 1, 0, 0, 5),
                    new StoreTraffic(StoreOperation.BlobWrite, "payloads", 1, 0, 5, 5),
                    new StoreTraffic(StoreOperation.BlobRead, "payloads", 1, 0, 0, 5),
                ],
                proxy.Counts.Traffic.OrderBy(traffic => traffic.Operation));
        }
        Assert.Equal(2, proxy.Counts.TableWrites);
        Assert.Equal(new Dictionary<string, long> { ["POST"] = 2, ["GET"] = 2, ["PUT"] = 1 }, proxy.Counts.Methods);
    }

    [Fact]
    public async Task StoreGone_ClosesTheConnection_AndIsCounted()
    {
        await store.DisposeAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(Insert));
        Assert.Equal(1, proxy.Counts.Unreachable);
    }

    private static StoreFaults Always(StoreFault fault) => new() { Probability = 1, Kinds = [fault] };

    private static Uri Exactly(Uri server, string target)
    {
        Assert.True(Uri.TryCreate(server.GetLeftPart(UriPartial.Authority) + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }, out var address));
        return address;
    }

    private Task<HttpResponseMessage> PostAsync(string path, string body = "{}") =>
        http.PostAsync(new Uri(proxy.Endpoints.Tables, path), new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        arrived.Enqueue($"{context.Request.Method} {context.Features.Get<IHttpRequestFeature>()!.RawTarget} {context.Request.Headers.IfMatch} {body}");
        context.Response.StatusCode = arrived.Count == 1 ? StatusCodes.Status201Created : StatusCodes.Status409Conflict;
        context.Response.Headers.ETag = "\"1\"";
        await context.Response.WriteAsync("12345", context.RequestAborted);
    }
}
