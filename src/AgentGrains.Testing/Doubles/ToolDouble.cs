using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Testing.Doubles;

/// <summary>
/// A server of tools at <c>POST /tools/{recording}/{tool}</c> that answers with the recorded results. The first request under an Idempotency-Key of a session
/// executes the next recorded call, whose tool and arguments must be the request's; later ones under it get the same result. Its state lives as long
/// as it does, so that the service may be killed and started again.
/// </summary>
public sealed class ToolDouble : IAsyncDisposable
{
    private readonly Dictionary<string, Trajectory> recordings;
    private readonly Disturbances disturbances;
    private readonly DisturbedAnswer answers;
    private readonly TimeProvider time;
    private readonly ToolLedger ledger = new();
    private readonly ConcurrentQueue<ToolDoubleRequest> requests = new();
    private readonly ConcurrentQueue<string> mismatches = new();
    private HttpDouble? server;

    private ToolDouble(IEnumerable<Trajectory> trajectories, DisturbanceOptions disturbed, TimeProvider time)
    {
        recordings = trajectories.ToDictionary(trajectory => trajectory.Id, StringComparer.Ordinal);
        disturbances = new Disturbances(disturbed);
        answers = new DisturbedAnswer(disturbed, time);
        this.time = time;
    }

    /// <summary>Every request that came, in order.</summary>
    public IReadOnlyList<ToolDoubleRequest> Requests => [.. requests];

    /// <summary>
    /// Every recorded call that was executed, in order. If there are no <see cref="Mismatches"/>, each came under exactly one Idempotency-Key.
    /// </summary>
    public IReadOnlyList<ToolDoubleCall> Calls => ledger.Calls;

    /// <summary>What was sent that no recording says, each with the difference. Such requests are answered 409 and execute nothing.</summary>
    public IReadOnlyList<string> Mismatches => [.. mismatches];

    /// <summary>How often each disturbance happened; <see cref="Disturbance.None"/> counts the answers that were given.</summary>
    public IReadOnlyDictionary<Disturbance, int> Counts => disturbances.Counts;

    /// <summary>Starts a server.</summary>
    /// <param name="trajectories">The recordings to answer from.</param>
    /// <param name="disturbed">How to disturb; null for not at all.</param>
    /// <param name="time">The clock of late answers; null for the system's.</param>
    public static async Task<ToolDouble> StartAsync(IEnumerable<Trajectory> trajectories, DisturbanceOptions? disturbed = null, TimeProvider? time = null)
    {
        var made = new ToolDouble(trajectories, disturbed ?? new DisturbanceOptions(), time ?? TimeProvider.System);
        made.server = await HttpDouble.StartAsync(made.AnswerAsync);
        return made;
    }

    /// <summary>The address of a tool in a recording.</summary>
    public Uri UrlOf(string recording, string tool) => new(server!.Address, $"tools/{recording}/{tool}");

    /// <summary>Stops it.</summary>
    public ValueTask DisposeAsync() => server!.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (!HttpMethods.IsPost(context.Request.Method) || path is not ["tools", var id, var tool] || !recordings.TryGetValue(id, out var recording))
        {
            await MismatchAsync(context, $"{context.Request.Method} {context.Request.Path} is no tool of a recording.");
            return;
        }
        var arrived = time.GetTimestamp();
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var request = Read(context.Request, id, tool, body);
        var disturbance = disturbances.Next($"{id}/{ledger.PlaceOf(request)}", request.Session);
        requests.Enqueue(request with { Disturbance = disturbance, Timestamp = arrived });
        if (await answers.TryRefuseAsync(context, disturbance))
            return;
        if (ledger.TryServe(request, recording, out var mismatch) is not { } call)
        {
            await MismatchAsync(context, mismatch!);
            return;
        }
        var result = Encoding.UTF8.GetBytes(call.Call.Result);
        context.Response.ContentType = "text/plain; charset=utf-8";
        // An empty answer has no middle to cut; a length that never comes true tells the client as well.
        context.Response.ContentLength = disturbance switch
        {
            Disturbance.Error500 => null,
            Disturbance.Cut => result.Length + 1,
            _ => result.Length,
        };
        await answers.GiveAsync(context, disturbance, [result.AsMemory(0, result.Length / 2), result.AsMemory(result.Length / 2)], 1);
    }

    private async Task MismatchAsync(HttpContext context, string mismatch)
    {
        mismatches.Enqueue(mismatch);
        await DisturbedAnswer.RefuseAsync(context, StatusCodes.Status409Conflict, mismatch);
    }

    private static ToolDoubleRequest Read(HttpRequest request, string recording, string tool, string body) => new(
        request.Headers["Idempotency-Key"].ToString(), request.Headers["X-AgentGrains-Session"].ToString(), request.Headers["X-AgentGrains-Run"].ToString(),
        request.Headers["X-AgentGrains-Step"].ToString(), request.Headers.TraceParent.ToString(), recording, tool, body, Disturbance.None);
}
