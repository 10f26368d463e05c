using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace AgentGrains.Api.Tests.Hosting;

/// <summary>Sends requests as text and checks what comes back.</summary>
internal static class Requests
{
    public static Task<HttpResponseMessage> SendAsync(this ApiHost host, HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public static Task<HttpResponseMessage> GetAsync(this ApiHost host, string path, params (string Name, string Value)[] headers) => host.SendAsync(HttpMethod.Get, path, null, headers);

    public static Task<HttpResponseMessage> PostAsync(this ApiHost host, string path, string json, params (string Name, string Value)[] headers) =>
        host.SendAsync(HttpMethod.Post, path, json, headers);

    public static Task<HttpResponseMessage> PutAsync(this ApiHost host, string path, string json, params (string Name, string Value)[] headers) => host.SendAsync(HttpMethod.Put, path, json, headers);

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode} where {(int)status} should be: {text}");
        return JsonElement.Parse(text);
    }

    public static async Task<JsonElement> ProblemAsync(this HttpResponseMessage response, int status, string code)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} where {status} should be: {text}");
        Assert.Equal(MediaTypeHeaderValue.Parse("application/problem+json"), response.Content.Headers.ContentType);
        var problem = JsonElement.Parse(text);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.Equal($"/errors/{code}", problem.GetProperty("type").GetString());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        Assert.Equal(response.RequestMessage!.RequestUri!.AbsolutePath, Uri.EscapeDataString(problem.GetProperty("instance").GetString()!).Replace("%2F", "/", StringComparison.Ordinal).Replace("%3A", ":", StringComparison.Ordinal));
        Assert.NotEmpty(problem.GetProperty("trace_id").GetString()!);
        return problem;
    }

    public static async Task DefineAsync(this ApiHost host, string name = "airline", string definition = "{}")
    {
        using var response = await host.PutAsync($"/v1/agents/{name}", definition);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public static async Task<JsonElement> RunAsync(this ApiHost host, string body = """{"agent":"airline","input":"Hi"}""", params (string Name, string Value)[] headers)
    {
        using var response = await host.PostAsync("/v1/runs", body, headers);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
