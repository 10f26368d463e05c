using AgentGrains.Testing.Doubles;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Server.Tests.Driving;

/// <summary>A chat-completions endpoint that keeps the bodies of its requests, and answers each with the next of a list; the last one repeats.</summary>
internal sealed class ChatDouble : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Lock gate = new();
    private readonly ChatAnswer[] answers;
    private readonly List<string> bodies = [];
    private readonly SemaphoreSlim came = new(0);
    private HttpDouble server = null!;

    private ChatDouble(ChatAnswer[] answers) => this.answers = answers;

    /// <summary>The bodies in their order.</summary>
    public IReadOnlyList<string> Bodies
    {
        get
        {
            lock (gate)
                return [.. bodies];
        }
    }

    /// <summary>The settings of a server whose model <c>default</c> this is.</summary>
    public Dictionary<string, string> Settings => new()
    {
        ["AgentGrains__Models__default__Provider"] = "openai",
        ["AgentGrains__Models__default__Endpoint"] = new Uri(server.Address, "v1").ToString(),
        ["AgentGrains__Models__default__Model"] = "m",
    };

    /// <summary>Starts it.</summary>
    public static async Task<ChatDouble> StartAsync(params ChatAnswer[] answers)
    {
        var made = new ChatDouble(answers);
        made.server = await HttpDouble.StartAsync(made.AnswerAsync);
        return made;
    }

    /// <summary>Waits for the next request, whose answer then has started.</summary>
    /// <exception cref="TimeoutException">None came in time.</exception>
    public async Task AskedAsync()
    {
        if (!await came.WaitAsync(Patience, TestContext.Current.CancellationToken))
            throw new TimeoutException($"Expected a request to the model within {Patience}; {Bodies.Count} came before.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        came.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var answer = Keep(body);
        context.Response.ContentType = "text/event-stream";
        foreach (var piece in answer.Events())
            await context.Response.WriteAsync(piece, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        came.Release();
        if (!answer.IsWhole)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private ChatAnswer Keep(string body)
    {
        lock (gate)
        {
            bodies.Add(body);
            return answers[Math.Min(bodies.Count, answers.Length) - 1];
        }
    }
}
