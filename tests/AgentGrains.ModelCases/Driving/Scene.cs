using System.Text.Json;
using AgentGrains.ModelCases.Endpoint;

namespace AgentGrains.ModelCases.Driving;

/// <summary>A case whose run was created: the run, its endpoint and its tools.</summary>
internal sealed record Scene(ServiceApi Api, EndpointScript Endpoint, CaseTools Tools, string Run, string Session)
{
    /// <summary>The requests that the endpoint received.</summary>
    public IReadOnlyList<SeenRequest> Requests => Endpoint.Requests;

    /// <summary>Waits until the run is as expected, and returns it.</summary>
    public Task<JsonElement> WhenAsync(string expected, Func<JsonElement, bool> matches) => Api.WhenAsync(Run, expected, matches);

    /// <summary>Waits until the run has ended or only a person can resume it, and returns it.</summary>
    public Task<JsonElement> SettledAsync() => WhenAsync("the end of the run", run => HasEnded(run) || IsWaiting(run, "recovery"));

    /// <summary>Waits until the run waits for a reason, and returns it.</summary>
    public Task<JsonElement> WaitingAsync(string reason) => WhenAsync($"status waiting with reason {reason}", run => IsWaiting(run, reason));

    /// <summary>The words of the run's failed attempts.</summary>
    public async Task<IReadOnlyList<string>> RetriesAsync()
    {
        var words = new List<string>();
        using var limit = new CancellationTokenSource(Limits.Wait, TimeProvider.System);
        await foreach (var seen in Api.EventsAsync(Run, limit.Token))
        {
            if (seen.Type == "step.retrying")
                words.Add(seen.Body.GetProperty("error").GetProperty("message").GetString()!);
        }
        return words;
    }

    /// <summary>Sends something to the run.</summary>
    public Task<ApiAnswer> PostAsync(string path, object? body = null) => Api.SendAsync(HttpMethod.Post, $"/v1/runs/{Run}{path}", body);

    /// <summary>Whether a run waits for a reason.</summary>
    public static bool IsWaiting(JsonElement run, string reason) =>
        run.GetProperty("status").GetString() == "waiting" && run.GetProperty("waiting").GetProperty("reason").GetString() == reason;

    private static bool HasEnded(JsonElement run) => run.GetProperty("status").GetString() is "completed" or "failed" or "cancelled" or "terminated";
}
