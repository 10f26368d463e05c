using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AgentGrains.Client.Wire;

/// <summary>Sends requests and reads answers; tries again what may be tried again.</summary>
internal sealed class Connection(HttpClient http, AgentGrainsClientOptions options, TimeProvider time)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> form, CancellationToken cancellation) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), true, response => ReadAsync(response, form, cancellation), cancellation);

    public Task DeleteAsync(string path, CancellationToken cancellation) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Delete, path), true, _ => Task.FromResult(true), cancellation);

    public Task<TAnswer> PutAsync<T, TAnswer>(string path, T body, JsonTypeInfo<T> bodyForm, int? basedOn, JsonTypeInfo<TAnswer> form, CancellationToken cancellation)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, bodyForm);
        return SendAsync(() => Request(HttpMethod.Put, path, bytes, basedOn is null ? null : ("If-Match", $"\"{basedOn}\"")), true, response => ReadAsync(response, form, cancellation), cancellation);
    }

    /// <summary>Posts; the tries of one call carry one key.</summary>
    public Task<TAnswer> PostAsync<TAnswer>(string path, byte[] body, (string Name, string Value)? header, JsonTypeInfo<TAnswer> form, CancellationToken cancellation)
    {
        var key = options.SendIdempotencyKeys ? RandomNumberGenerator.GetHexString(32, lowercase: true) : null;
        return SendAsync(
            () =>
            {
                var request = Request(HttpMethod.Post, path, body, header);
                if (key is not null)
                    request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
                return request;
            },
            key is not null, response => ReadAsync(response, form, cancellation), cancellation);
    }

    /// <summary>Opens a stream of the events behind a position, -1 for the beginning; the caller disposes of the response.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string path, long after, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (after >= 0)
            request.Headers.Add("Last-Event-ID", after.ToString(CultureInfo.InvariantCulture));
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await Failures.ReadAsync(response, time, cancellation);
    }

    public Retry BeginRetry() => new(options, time);

    private async Task<T> SendAsync<T>(Func<HttpRequestMessage> request, bool repeatable, Func<HttpResponseMessage, Task<T>> read, CancellationToken cancellation)
    {
        var retry = BeginRetry();
        while (true)
        {
            try
            {
                using var message = request();
                using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation);
                return response.IsSuccessStatusCode ? await read(response) : throw await Failures.ReadAsync(response, time, cancellation);
            }
            catch (Exception failure) when (repeatable && Failures.MayPass(failure))
            {
                if (!await retry.WaitAsync(failure, cancellation))
                    throw;
            }
        }
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, byte[] body, (string Name, string Value)? header)
    {
        var request = new HttpRequestMessage(method, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = Json;
        if (header is { } one)
            request.Headers.TryAddWithoutValidation(one.Name, one.Value);
        return request;
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> form, CancellationToken cancellation)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        return await JsonSerializer.DeserializeAsync(body, form, cancellation) ?? throw new JsonException("The service answered null.");
    }
}
