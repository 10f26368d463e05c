using System.Globalization;
using System.Text;
using AgentGrains.ModelCases.Endpoint;

namespace AgentGrains.ModelCases.Soak.Generation;

/// <summary>Makes answers that are no completion: refusals, pages, redirects and connections that end.</summary>
internal sealed class FailureGenerator(Chance chance)
{
    private static readonly string[] Pages = ["<html><head><title>502</title></head><body>Bad gateway</body></html>", "<!DOCTYPE html><p>Sign in", "  <html>"];

    private static readonly string[] Errors =
    [
        "{\"error\":{\"message\":\"It failed\",\"type\":\"server_error\",\"param\":null,\"code\":null}}", "{\"error\":\"It failed\"}", "{\"message\":\"It failed\"}", "{\"detail\":\"It failed\"}",
        "{\"detail\":[{\"loc\":[\"body\",\"messages\",0],\"msg\":\"It failed\"}]}", "{\"message\":{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"It failed\"}]}}", "[{\"error\":{\"code\":503,\"message\":\"It failed\"}}]",
        "{\"object\":\"error\",\"message\":\"It failed\",\"code\":40303}", "{\"error\":{\"message\":\"{\\\"error\\\":{\\\"message\\\":\\\"inner\\\"}}\",\"metadata\":{\"raw\":\"raw\"}}}", "{\"error\":{\"message\":\"half \\ud83d\"}}",
        "{\"error\":{\"message\":null,\"code\":{}}}", "{\"error\":[[[[[[[[\"deep\"]]]]]]]]}", "{\"error\":{\"mess", "", "It failed", "null", "5", "\"It failed\"", "{}", "[]",
    ];

    /// <summary>One answer.</summary>
    public SoakAnswer Next() => chance.Weighted((60, 0), (15, 1), (10, 2), (10, 3), (5, 4)) switch
    {
        0 => Refusal(),
        1 => new SoakAnswer(new Transport(chance).Of(chance.One([.. Pages, .. Errors]), chance.One<string?>("text/html", "application/json", "text/event-stream", null)), Meaning.Broken, "status 200 without a completion"),
        2 => new SoakAnswer(Answers.None, Meaning.Broken, "no answer"),
        3 => Throttled(),
        _ => new SoakAnswer(Redirect(chance.One("../chat/completions", "http://127.0.0.1:1/v1/chat/completions", "//")), Meaning.Broken, "redirect"),
    };

    private SoakAnswer Refusal()
    {
        var status = chance.One(400, 401, 402, 403, 404, 405, 408, 409, 413, 418, 422, 425, 500, 501, 502, 503, 504, 520, 529, 204, 304);
        var words = chance.Weighted(
            (70, chance.One(Errors)), (15, chance.One(Pages)),
            (15, chance.One(
                "{\"error\":{\"code\":\"context_length_exceeded\",\"message\":\"maximum context length\"}}", "{\"error\":{\"code\":\"content_filter\",\"message\":\"flagged\"}}",
                "{\"error\":{\"code\":\"insufficient_quota\",\"message\":\"You exceeded your current quota\"}}", "{\"error\":{\"message\":\"stream_options: extra fields not permitted\"}}",
                "{\"error\":{\"message\":\"try again in 20ms\",\"details\":[{\"retryDelay\":\"0.01s\"}]}}")));
        return new SoakAnswer(Status(status, words, ""), Meaning.Broken, string.Create(CultureInfo.InvariantCulture, $"status {status}"));
    }

    private SoakAnswer Throttled()
    {
        var hint = chance.One("", "Retry-After: 0", "Retry-After: 0.02", "Retry-After: -5", "Retry-After: soon", "retry-after-ms: 15", "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT", "Retry-After: 20ms");
        return new SoakAnswer(Status(chance.One(429, 429, 503), chance.One("{\"error\":{\"message\":\"slow down\"}}", "[{\"error\":{\"details\":[{\"retryDelay\":\"0.02s\"}]}}]", ""), hint), Meaning.Broken, $"throttled, {hint}");
    }

    private RawAnswer Redirect(string to) => new($"HTTP/1.1 {chance.One(301, 302, 307, 308)} Moved\nLocation: {to}\nContent-Length: 0\nConnection: close", []);

    private RawAnswer Status(int status, string words, string header)
    {
        var body = status is 204 or 304 ? [] : Encoding.UTF8.GetBytes(words);
        var isCut = body.Length > 0 && chance.Happens(10);
        string[] head =
        [
            string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Refused"), $"Content-Type: {chance.One("application/json", "text/html", "text/plain")}", header,
            status is 204 or 304 ? "" : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length + (isCut ? 9 : 0)}"), "Connection: close",
        ];
        return new RawAnswer(string.Join('\n', head.Where(line => line.Length > 0)), [new AnswerPart.Bytes(body)]);
    }
}
