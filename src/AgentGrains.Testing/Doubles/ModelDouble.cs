using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using AgentGrains.Core.Conversations;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Testing.Doubles;

/// <summary>
/// A server that speaks chat completions, streaming and not, and answers from recordings. It keeps nothing between requests: it finds its place by the messages
/// it is sent, which have to be the recording's own, byte for byte. Which recording: the one that the system prompt names (see <see cref="Instructions"/>),
/// else the one that is named like the model, else the one that begins like the conversation.
/// </summary>
public sealed class ModelDouble : IAsyncDisposable
{
    private const int BytesPerToken = 4;

    private readonly Recordings recordings;
    private readonly Disturbances disturbances;
    private readonly DisturbedAnswer answers;
    private readonly TimeProvider time;
    private readonly ConcurrentQueue<ModelDoubleRequest> asked = new();
    private readonly ConcurrentQueue<string> mismatches = new();
    private HttpDouble? server;
    private int requests;

    private ModelDouble(IEnumerable<Trajectory> trajectories, DisturbanceOptions disturbed, TimeProvider time)
    {
        recordings = new Recordings(trajectories);
        disturbances = new Disturbances(disturbed);
        answers = new DisturbedAnswer(disturbed, time);
        this.time = time;
    }

    /// <summary>What to configure as a model's endpoint.</summary>
    public Uri Endpoint => new(server!.Address, "v1");

    /// <summary>What was sent that no recording says, each with the difference. Such requests are answered 400.</summary>
    public IReadOnlyList<string> Mismatches => [.. mismatches];

    /// <summary>Every request for a recorded answer, in order.</summary>
    public IReadOnlyList<ModelDoubleRequest> Asked => [.. asked];

    /// <summary>How many requests came.</summary>
    public int Requests => Volatile.Read(ref requests);

    /// <summary>How often each disturbance happened; <see cref="Disturbance.None"/> counts the answers that were given.</summary>
    public IReadOnlyDictionary<Disturbance, int> Counts => disturbances.Counts;

    /// <summary>Instructions for an agent that is to play a recording.</summary>
    public static string Instructions(string recording) => $"recording: {recording}";

    /// <summary>Starts a server.</summary>
    /// <param name="trajectories">The recordings to answer from.</param>
    /// <param name="disturbed">How to disturb; null for not at all.</param>
    /// <param name="time">The clock of late answers; null for the system's.</param>
    public static async Task<ModelDouble> StartAsync(IEnumerable<Trajectory> trajectories, DisturbanceOptions? disturbed = null, TimeProvider? time = null)
    {
        var made = new ModelDouble(trajectories, disturbed ?? new DisturbanceOptions(), time ?? TimeProvider.System);
        made.server = await HttpDouble.StartAsync(made.AnswerAsync);
        return made;
    }

    /// <summary>Stops it.</summary>
    public ValueTask DisposeAsync() => server!.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var arrived = time.GetTimestamp();
        Interlocked.Increment(ref requests);
        if (!HttpMethods.IsPost(context.Request.Method) || context.Request.Path != "/v1/chat/completions")
        {
            await DisturbedAnswer.RefuseAsync(context, StatusCodes.Status404NotFound, $"{context.Request.Method} {context.Request.Path} is not served.");
            return;
        }
        using var request = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var model = request.RootElement.GetProperty("model").GetString()!;
        List<PromptMessage> prompt = [.. request.RootElement.GetProperty("messages").EnumerateArray().Select(WireMessage.Read)];
        var place = recordings.Find(model, prompt);
        if (place is not { Recording: { } recording, Next: { } next })
        {
            mismatches.Enqueue(place.Mismatch!);
            await DisturbedAnswer.RefuseAsync(context, StatusCodes.Status400BadRequest, place.Mismatch!);
            return;
        }
        var disturbance = disturbances.Next($"{recording.Id}/{place.Position}");
        asked.Enqueue(new ModelDoubleRequest(recording.Id, place.Position, disturbance, arrived));
        if (await answers.TryRefuseAsync(context, disturbance))
            return;
        var completion = new Completion($"chatcmpl-{recording.Id}-{place.Position}", model, next, PromptTokens(prompt));
        if (Asks(request.RootElement, "stream"))
            await StreamAsync(context, disturbance, completion, AsksForUsage(request.RootElement));
        else
            await WriteAsync(context, disturbance, completion.Whole());
    }

    private async Task StreamAsync(HttpContext context, Disturbance disturbance, Completion completion, bool withUsage)
    {
        context.Response.ContentType = "text/event-stream";
        var events = completion.Stream(withUsage);
        await answers.GiveAsync(context, disturbance, events, Completion.CutAfter(events.Count));
    }

    private async Task WriteAsync(HttpContext context, Disturbance disturbance, byte[] body)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = disturbance == Disturbance.Error500 ? null : body.Length;
        await answers.GiveAsync(context, disturbance, [body.AsMemory(0, body.Length / 2), body.AsMemory(body.Length / 2)], 1);
    }

    private static bool AsksForUsage(JsonElement request) => request.TryGetProperty("stream_options", out var options) && Asks(options, "include_usage");

    private static bool Asks(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static int PromptTokens(List<PromptMessage> prompt) => prompt.Sum(Bytes) / BytesPerToken;

    private static int Bytes(PromptMessage message) =>
        Encoding.UTF8.GetByteCount(message.Content ?? "") + message.ToolCalls.Sum(call => Encoding.UTF8.GetByteCount(call.Arguments));
}
