using System.Text.Json;

namespace AgentGrains.ModelCases.Endpoint;

/// <summary>What the endpoint of one case answers, and what it received. Safe for concurrent use.</summary>
/// <param name="answer">The answer to a request.</param>
/// <param name="object">What the endpoint does not accept about a body; null if it accepts the body.</param>
/// <param name="objectionStatus">The status of the refusal then.</param>
internal sealed class EndpointScript(Func<SeenRequest, RawAnswer> answer, Func<JsonElement, string?> @object, int objectionStatus)
{
    private readonly Lock gate = new();
    private readonly List<SeenRequest> requests = [];
    private readonly List<string> objections = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> waiting = [];

    /// <summary>The requests in their order.</summary>
    public IReadOnlyList<SeenRequest> Requests
    {
        get
        {
            lock (gate)
                return [.. requests];
        }
    }

    /// <summary>What the endpoint did not accept.</summary>
    public IReadOnlyList<string> Objections
    {
        get
        {
            lock (gate)
                return [.. objections];
        }
    }

    /// <summary>Records a request and returns its answer.</summary>
    public RawAnswer Answer(DateTimeOffset at, string method, string path, IReadOnlyDictionary<string, string> headers, JsonElement body)
    {
        lock (gate)
        {
            var request = new SeenRequest(requests.Count + 1, at, method, path, headers, body);
            requests.Add(request);
            foreach (var (_, reached) in waiting.Where(one => one.Count <= requests.Count))
                reached.TrySetResult();
            if (@object(body) is not { } objection)
                return answer(request);
            objections.Add($"request {request.Number}: {objection}");
            return Answers.Refusal(objectionStatus, objection);
        }
    }

    /// <summary>Waits until the endpoint has received so many requests.</summary>
    /// <exception cref="TimeoutException">It did not in time.</exception>
    public async Task ReceivedAsync(int count, TimeSpan limit)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (requests.Count >= count)
                return;
            waiting.Add((count, reached));
        }
        try
        {
            await reached.Task.WaitAsync(limit);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"Expected {count} requests of the endpoint within {limit}; it received {Requests.Count}.", late);
        }
    }
}
