using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;

namespace AgentGrains.Load.Doubles;

/// <summary>The HTTP calls of a run of the loop with nothing around them: what the server's CPU is held against.</summary>
internal sealed class BareCalls : IDisposable
{
    /// <summary>Calls of a run: each tool call after a model call, and a last model call.</summary>
    public const int PerRun = 2 * DoubleServer.ToolCalls + 1;

    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly byte[] Arguments = Encoding.ASCII.GetBytes(DoubleServer.Arguments);

    private readonly HttpClient http = new();
    private readonly Uri model;
    private readonly Uri tool;
    private readonly byte[][] prompts = [.. Enumerable.Range(0, DoubleServer.ToolCalls + 1).Select(Prompt)];

    public BareCalls(Uri doubles)
    {
        model = new Uri(doubles, $"{DoubleServer.LoopPath}/chat/completions");
        tool = new Uri(doubles, DoubleServer.ToolPath);
    }

    /// <summary>The calls of one run, one after the other.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        for (var call = 0; call < DoubleServer.ToolCalls; call++)
        {
            Require(await CallModelAsync(prompts[call], cancellation) == DoubleServer.Arguments);
            using var request = Post(tool, Arguments);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            Require((await response.Content.ReadAsStringAsync(cancellation)).Length == DoubleServer.Result.Length);
        }
        Require((await CallModelAsync(prompts[^1], cancellation)).Length > 1_000);
    }

    public void Dispose() => http.Dispose();

    private async Task<string> CallModelAsync(byte[] prompt, CancellationToken cancellation)
    {
        using var request = Post(model, prompt);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        var text = new StringBuilder();
        await foreach (var item in SseParser.Create(body, static (_, json) => ReadPiece(json)).EnumerateAsync(cancellation))
            text.Append(item.Data);
        return text.ToString();
    }

    // The text or the arguments of one chunk, read as applications read it.
    private static string ReadPiece(ReadOnlySpan<byte> json)
    {
        if (json.SequenceEqual("[DONE]"u8))
            return "";
        var chunk = JsonSerializer.Deserialize<JsonElement>(json);
        var choices = chunk.GetProperty("choices");
        if (choices.GetArrayLength() == 0)
            return "";
        var delta = choices[0].GetProperty("delta");
        if (delta.TryGetProperty("content", out var content))
            return content.GetString() ?? "";
        return delta.TryGetProperty("tool_calls", out var calls) ? calls[0].GetProperty("function").GetProperty("arguments").GetString() ?? "" : "";
    }

    // What the server sends after so many tool calls.
    private static byte[] Prompt(int toolCalls)
    {
        var messages = new List<object> { new { role = "system", content = "Look each question up before you answer." }, new { role = "user", content = "go" } };
        for (var call = 1; call <= toolCalls; call++)
        {
            var function = new { name = DoubleServer.Tool, arguments = DoubleServer.Arguments };
            messages.Add(new { role = "assistant", tool_calls = new[] { new { id = $"call_{call}", type = "function", function } } });
            messages.Add(new { role = "tool", tool_call_id = $"call_{call}", content = DoubleServer.Result });
        }
        return JsonSerializer.SerializeToUtf8Bytes(new { messages, model = "m", stream = true, stream_options = new { include_usage = true } });
    }

    private static HttpRequestMessage Post(Uri address, byte[] body) => new(HttpMethod.Post, address) { Content = new ByteArrayContent(body) { Headers = { ContentType = Json } } };

    private static void Require(bool expected)
    {
        if (!expected)
            throw new InvalidOperationException("The double gave another answer than the one expected.");
    }
}
