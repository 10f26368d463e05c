using AgentGrains.Harness.Proxies;
using AgentGrains.Testing.Doubles;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AgentGrains.Server.Tests.Driving;

/// <summary>A proxy of a store that refuses every request, as Azure Storage refuses an identity, until it is opened.</summary>
internal sealed class StoreGuard : IAsyncDisposable
{
    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
    private readonly int status;
    private readonly string code;
    private HttpDouble blobs = null!;
    private HttpDouble tables = null!;
    private volatile bool open;

    private StoreGuard(int status, string code) => (this.status, this.code) = (status, code);

    /// <summary>Where it is.</summary>
    public StoreEndpoints Endpoints => new(blobs.Address, tables.Address);

    public static async Task<StoreGuard> StartAsync(StoreEndpoints store, int status, string code)
    {
        var guard = new StoreGuard(status, code);
        guard.blobs = await HttpDouble.StartAsync(context => guard.AnswerAsync(context, store.Blobs));
        guard.tables = await HttpDouble.StartAsync(context => guard.AnswerAsync(context, store.Tables));
        return guard;
    }

    /// <summary>Lets all requests through.</summary>
    public void Open() => open = true;

    public async ValueTask DisposeAsync()
    {
        await blobs.DisposeAsync();
        await tables.DisposeAsync();
        http.Dispose();
    }

    private async Task AnswerAsync(HttpContext context, Uri store)
    {
        if (open)
        {
            await ForwardAsync(context, store);
            return;
        }
        context.Response.StatusCode = status;
        context.Response.Headers["x-ms-error-code"] = code;
        await context.Response.WriteAsJsonAsync(new Dictionary<string, object> { ["odata.error"] = new { code, message = new { lang = "en-US", value = "Refused." } } }, context.RequestAborted);
    }

    private async Task ForwardAsync(HttpContext context, Uri store)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        // Signatures cover the path and most headers, so all go as they came.
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), store.GetLeftPart(UriPartial.Authority) + target);
        if (body.Length > 0 || context.Request.ContentLength is not null)
            request.Content = new ByteArrayContent(body.ToArray());
        foreach (var (name, values) in context.Request.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }
        using var answer = await http.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat<KeyValuePair<string, IEnumerable<string>>>(answer.Content.Headers))
        {
            if (name is not ("Transfer-Encoding" or "Connection" or "Keep-Alive"))
                context.Response.Headers[name] = values.ToArray();
        }
        var content = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
        if (content.Length > 0)
            await context.Response.Body.WriteAsync(content, context.RequestAborted);
    }
}
