using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace AgentGrains.ModelCases.Endpoint;

/// <summary>
/// The chat-completions endpoints of all cases, on one port of the loopback address: case <c>x</c> is at <c>/x/v1</c>. It speaks TCP, so that each answer is exactly
/// the bytes that a case has, and each connection ends as its case has it.
/// </summary>
internal sealed class RawEndpoint : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<string, EndpointScript> scripts = new(StringComparer.Ordinal);
    private readonly Task accepting;

    private RawEndpoint()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");

    /// <summary>Starts it without any case.</summary>
    public static RawEndpoint Start() => new();

    /// <summary>Adds a case.</summary>
    public void Add(string id, EndpointScript script) => scripts[id] = script;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        listener.Dispose();
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ServeAsync(await listener.AcceptSocketAsync(stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var owned = socket;
        socket.NoDelay = true;
        await using var stream = new NetworkStream(socket);
        try
        {
            if (await new RequestReader(stream).ReadAsync(stop.Token) is not { } request)
                return;
            var answer = Answer(request.Method, request.Path, request.Headers, request.Body);
            await answer.WriteAsync(stream, stop.Token);
            if (answer.StaysOpen)
                await stream.CopyToAsync(Stream.Null, stop.Token);
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception left) when (left is IOException or SocketException or OperationCanceledException)
        {
            // The client closed the connection first, or the test ends: the requests that were received stay recorded.
            return;
        }
    }

    private RawAnswer Answer(string method, string path, Dictionary<string, string> headers, byte[] body)
    {
        if (!scripts.TryGetValue(path.Split('/')[1], out var script))
            return Answers.Refusal((int)HttpStatusCode.NotFound, $"No case has the path {path}.");
        try
        {
            return script.Answer(TimeProvider.System.GetUtcNow(), method, path, headers, JsonElement.Parse(body));
        }
        catch (JsonException unreadable)
        {
            return Answers.Refusal((int)HttpStatusCode.BadRequest, $"The body of {method} {path} is not JSON: {unreadable.Message}");
        }
    }
}
