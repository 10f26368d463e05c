using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using AgentGrains.Testing.Doubles;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Load.Doubles;

/// <summary>The model and the tool that the measured servers call. It runs in a process of its own, so that its CPU is neither the server's nor the generator's.</summary>
internal static class DoubleServer
{
    /// <summary>The argument that starts it.</summary>
    public const string Argument = "--double";

    /// <summary>Where the model of the loop answers.</summary>
    public const string LoopPath = "/v1";

    /// <summary>Where the model with the long answer answers.</summary>
    public const string LongPath = "/long/v1";

    /// <summary>Where the tool answers.</summary>
    public const string ToolPath = "/tool";

    /// <summary>How many tools the model of the loop calls, one after the other.</summary>
    public const int ToolCalls = 5;

    /// <summary>The tool's name.</summary>
    public const string Tool = "lookup";

    /// <summary>The arguments of each tool call.</summary>
    public const string Arguments = """{"query":"opening hours of the public library in the old town","language":"en","limit":10}""";

    /// <summary>The tool's answer.</summary>
    public const string Result =
        """{"found":true,"name":"Public Library, Old Town","hours":{"mon":"09-18","tue":"09-18","wed":"09-20","thu":"09-18","fri":"09-18","sat":"10-14"},"updated":"2026-11-01T08:00:00Z"}""";

    private const int ChunkLength = 24;

    private static readonly StreamedAnswer[] Loop =
    [
        .. Enumerable.Range(1, ToolCalls).Select(call => StreamedAnswer.ToolCall($"call_{call}", Tool, Arguments, ChunkLength)),
        StreamedAnswer.Text(chunks: 43, ChunkLength),
    ];

    private static readonly StreamedAnswer Long = StreamedAnswer.Text(chunks: 2_000, chunkLength: 5);
    private static readonly byte[] ResultBytes = Encoding.ASCII.GetBytes(Result);

    /// <summary>Writes its port and answers until its input ends.</summary>
    public static async Task RunAsync()
    {
        await using var server = await HttpDouble.StartAsync(AnswerAsync);
        await Console.Out.WriteLineAsync($"{server.Address.Port}");
        await Console.In.ReadToEndAsync();
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var (reader, response) = (context.Request.BodyReader, context.Response);
        var request = await reader.ReadAtLeastAsync(int.MaxValue);
        if (context.Request.Path == ToolPath)
        {
            (response.ContentType, response.ContentLength) = ("application/json", ResultBytes.Length);
            await response.BodyWriter.WriteAsync(ResultBytes);
        }
        else
        {
            response.ContentType = "text/event-stream";
            // Each event by itself, as endpoints send them: a reader that is woken for each pays for it.
            foreach (var piece in Answer(request, isLong: context.Request.Path.StartsWithSegments(LongPath, StringComparison.Ordinal)))
                await response.BodyWriter.WriteAsync(piece);
        }
        reader.AdvanceTo(request.Buffer.End);
    }

    // The answer follows from the number of tool results after the last input. Quotes in texts are escaped, so no text is taken for a role.
    private static IReadOnlyList<ReadOnlyMemory<byte>> Answer(ReadResult request, bool isLong)
    {
        var body = request.Buffer.IsSingleSegment ? request.Buffer.FirstSpan : request.Buffer.ToArray();
        var results = body[Math.Max(body.LastIndexOf("\"role\":\"user\""u8), 0)..].Count("\"role\":\"tool\""u8);
        return (isLong ? Long : Loop[Math.Min(results, ToolCalls)]).Events(includeUsage: body.IndexOf("\"include_usage\":true"u8) >= 0);
    }
}
