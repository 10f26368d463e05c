using System.Net;
using AgentGrains.ModelCases.Driving;
using AgentGrains.ModelCases.Endpoint;
using AgentGrains.ModelCases.Soak.Generation;

namespace AgentGrains.ModelCases.Soak.Playing;

/// <summary>One conversation: the answers of a seed, each to one request, and plain ones after them.</summary>
internal sealed class SoakConversation
{
    /// <summary>The text of the plain answers.</summary>
    public const string Plain = "All is well.";

    private readonly SoakPlace place;
    private readonly EndpointScript script;
    private readonly CaseTools tools = new();
    private readonly List<SoakRun> runs = [];
    private string? session;

    public SoakConversation(SoakPlace place, int seed)
    {
        (this.place, Seed) = (place, seed);
        Answers = new AnswerGenerator(new Chance(seed)).All();
        script = new EndpointScript(request => request.Number <= Answers.Count ? Answers[request.Number - 1].Sent : Endpoint.Answers.Text(Plain), _ => null, 0);
    }

    /// <summary>Its seed.</summary>
    public int Seed { get; }

    /// <summary>The answers that the generator made, in the order of the requests.</summary>
    public IReadOnlyList<SoakAnswer> Answers { get; }

    /// <summary>Its runs.</summary>
    public IReadOnlyList<SoakRun> Runs => runs;

    /// <summary>The executed calls.</summary>
    public IReadOnlyList<ExecutedCall> Executed => tools.Calls;

    /// <summary>Plays it: runs until every answer was sent, and one more.</summary>
    /// <exception cref="TimeoutException">A run did not end in time.</exception>
    public async Task PlayAsync()
    {
        place.Endpoint.Add(place.Name, script);
        place.Tools.Add(place.Name, tools);
        do
            runs.Add(await RunAsync());
        while (script.Requests.Count < Answers.Count);
        runs.Add(await RunAsync());
    }

    private async Task<SoakRun> RunAsync()
    {
        var before = script.Requests.Count;
        var request = new Dictionary<string, string> { ["agent"] = place.Name, ["input"] = $"Turn {runs.Count + 1}." };
        if (session is not null)
            request["session"] = session;
        var events = new List<SeenEvent>();
        using var limit = new CancellationTokenSource(Limits.Wait, TimeProvider.System);
        try
        {
            await foreach (var seen in place.Api.StartAsync(request, limit.Token))
            {
                events.Add(seen);
                if (seen.Type == "step.held")
                    await RetryAsync(seen);
            }
        }
        catch (OperationCanceledException late) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException($"Expected the run to end within {Limits.Wait}; its events are:\n{string.Join('\n', events.Select(seen => seen.Body))}", late);
        }
        session ??= events[0].Body.GetProperty("session").GetString();
        return new SoakRun(await place.Api.RunAsync(IdOf(events[0])), events, [.. script.Requests.Skip(before)]);
    }

    private async Task RetryAsync(SeenEvent held)
    {
        var decision = new { step = held.Body.GetProperty("step").GetString(), attempt = held.Body.GetProperty("attempt").GetInt32() };
        var retried = await place.Api.SendAsync(HttpMethod.Post, $"/v1/runs/{IdOf(held)}:retry", decision);
        Assert.True(retried.Status == HttpStatusCode.OK, $"Expected the step to be retried: {retried.Body}");
    }

    private static string IdOf(SeenEvent seen) => seen.Body.GetProperty("run").GetString()!;
}
