using System.Text.Json;
using AgentGrains.ModelCases.Soak;
using AgentGrains.ModelCases.Strict.Endpoints;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.ModelCases.Strict.Playing;

/// <summary>The other side of one conversation: its endpoints and its tools. Safe for concurrent use.</summary>
internal sealed class StrictScene(IReadOnlyList<StrictEndpoint> endpoints, Chance chance)
{
    private readonly Lock gate = new();
    private readonly Queue<StrictReply> replies = new();
    private readonly List<(StrictEndpoint By, StrictAnswer Answer)> sent = [];
    private readonly List<string> objections = [];
    private TaskCompletionSource called = Pending();
    private TaskCompletionSource released = Pending();

    /// <summary>The endpoints.</summary>
    public IReadOnlyList<StrictEndpoint> Endpoints => endpoints;

    /// <summary>What the endpoints did not accept.</summary>
    public IReadOnlyList<string> Objections
    {
        get
        {
            lock (gate)
                return [.. objections];
        }
    }

    /// <summary>Completes with the first tool call of a turn.</summary>
    public Task Called => called.Task;

    /// <summary>Starts a turn.</summary>
    /// <param name="endpoint">The endpoint that is asked.</param>
    /// <param name="isHeld">Whether its tool calls are answered only after <see cref="Release"/>.</param>
    public void Start(StrictEndpoint endpoint, bool isHeld)
    {
        lock (gate)
        {
            replies.Clear();
            foreach (var reply in endpoint.Turn(isSound: isHeld))
                replies.Enqueue(reply);
            (called, released) = (Pending(), Pending());
            if (!isHeld)
                released.SetResult();
        }
    }

    /// <summary>Answers the held tool calls.</summary>
    public void Release() => released.TrySetResult();

    /// <summary>Answers a model call.</summary>
    public async Task AnswerModelAsync(HttpContext context, string name)
    {
        var endpoint = endpoints.Single(one => one.Name == name);
        var body = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body, cancellationToken: context.RequestAborted);
        var (status, content, events, breaks) = Next(endpoint, new StrictPrompt(body));
        context.Response.StatusCode = status;
        context.Response.ContentType = status == StatusCodes.Status200OK ? "text/event-stream" : "application/json";
        foreach (var sending in events)
            await context.Response.WriteAsync($"data: {sending}\n\n", context.RequestAborted);
        await context.Response.WriteAsync(content, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        if (breaks)
            context.Abort();
    }

    /// <summary>Answers a tool call.</summary>
    public async Task AnswerToolAsync(HttpContext context, string tool)
    {
        int kind;
        Task release;
        lock (gate)
            (kind, release) = (chance.Number(0, 6), released.Task);
        called.TrySetResult();
        await release.WaitAsync(context.RequestAborted);
        context.Response.StatusCode = kind is 0 or 1 ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
        var result = kind switch { 0 or 2 => "", 1 => "It cannot.", 3 => " \n", 4 => "half \ud83d", _ => $"{{\"{tool}\":\"done\"}}" };
        await context.Response.WriteAsync(result, context.RequestAborted);
    }

    private (int Status, string Content, IReadOnlyList<string> Events, bool Breaks) Next(StrictEndpoint endpoint, StrictPrompt prompt)
    {
        lock (gate)
        {
            if (endpoint.Objections(prompt, sent).ToList() is { Count: > 0 } objecting)
            {
                objections.AddRange(objecting.Select(objection => $"{endpoint.Name}: {objection}\n{prompt.Body.GetProperty("messages")}"));
                return (endpoint.RejectionStatus, endpoint.Rejection(objecting[0]), [], false);
            }
            switch (replies.TryDequeue(out var reply) ? reply : new StrictReply.Whole(new StrictAnswer("That is all.", [], "stop")))
            {
                case StrictReply.Status(var code, var body):
                    return (code, body, [], false);
                case StrictReply.Broken(var answer, var count, var error):
                    // The finish reason, the usage and the end are the last three events.
                    var events = endpoint.Events(answer).ToList();
                    return (StatusCodes.Status200OK, error is null ? "" : $"data: {error}\n\n", events[..Math.Min(count, events.Count - 3)], error is null);
                case StrictReply.Whole(var answer):
                    if (answer.Calls.Count > 0)
                        sent.Add((endpoint, answer));
                    return (StatusCodes.Status200OK, "", [.. endpoint.Events(answer)], false);
                default:
                    throw new InvalidOperationException($"{reply} is no reply of an endpoint.");
            }
        }
    }

    private static TaskCompletionSource Pending() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
