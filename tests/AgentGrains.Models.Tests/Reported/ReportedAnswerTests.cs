using System.Text.Json;
using AgentGrains.Core.Models;
using AgentGrains.Testing.Doubles;
using Microsoft.AspNetCore.Http;
using static AgentGrains.Models.Tests.Calls;

namespace AgentGrains.Models.Tests.Reported;

/// <summary>Answers that users of other clients reported of real endpoints, one a line of <c>answers.jsonl</c>, with what has to come of each.</summary>
public sealed class ReportedAnswerTests
{
    private static readonly Dictionary<string, Reported> Answers = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Reported/answers.jsonl"))
        .Select(static line => JsonSerializer.Deserialize<Reported>(line, JsonSerializerOptions.Web)!).ToDictionary(answer => answer.Name);

    private static readonly ToolDeclaration[] Tools =
    [
        Declare("get_weather", """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"""),
        Declare("now", """{"type":"object","properties":{}}"""),
        Declare("pay", """{"type":"object","properties":{"amount":{"type":"number"}},"required":["amount"]}"""),
    ];

    public static TheoryData<string> Names => [.. Answers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task CallAsync_ReportedAnswer_ComesToItsOutcome(string name)
    {
        var answer = Answers[name];
        await using var server = await HttpDouble.StartAsync(context => SendAsync(context.Response, answer));
        var call = new ModelRequest(Step, 1, "", [User("Hi")], Tools, 1 << 20);

        Assert.Equal((answer.Outcome, answer.Text ?? "", answer.Calls ?? "", answer.Usage), await OutcomeAsync(server, call, countsUsage: answer.Usage is not null));
    }

    private static async Task<(string Outcome, string Text, string Calls, string? Usage)> OutcomeAsync(HttpDouble server, ModelRequest call, bool countsUsage)
    {
        try
        {
            var given = await Chat(new Uri(server.Address, "v1")).AskAsync(call);
            var calls = string.Join('|', given.ToolCalls.Select(one => $"{one.Id}/{one.Name}/{one.Arguments}"));
            return (given.Ending.ToString(), given.Text ?? "", calls, countsUsage ? $"{given.Usage.InputTokens}/{given.Usage.OutputTokens}" : null);
        }
        catch (ModelException failure)
        {
            return (failure.Kind.ToString(), "", "", null);
        }
    }

    private static async Task SendAsync(HttpResponse response, Reported answer)
    {
        response.StatusCode = answer.Status ?? 200;
        response.ContentType = answer.Type ?? (answer.Status is null ? "text/event-stream" : "application/json");
        if (answer.Encoding is not null)
            response.Headers.ContentEncoding = answer.Encoding;
        if (answer.RetryAfter is not null)
            response.Headers.RetryAfter = answer.RetryAfter;
        await response.WriteAsync(answer.Body);
    }

    /// <param name="Name">What was reported.</param>
    /// <param name="Body">The body, as it was sent.</param>
    /// <param name="Outcome">How the answer ended, or the kind of the failure.</param>
    /// <param name="Status">Default 200.</param>
    /// <param name="Type">The media type; default a stream of events, of a failure JSON.</param>
    /// <param name="Encoding">The <c>Content-Encoding</c>.</param>
    /// <param name="RetryAfter">The <c>Retry-After</c>.</param>
    /// <param name="Text">The answer's text.</param>
    /// <param name="Calls">Its calls as id, tool and arguments.</param>
    /// <param name="Usage">Tokens of prompt and answer; null if they do not matter.</param>
    private sealed record Reported(
        string Name, string Body, string Outcome, int? Status, string? Type, string? Encoding, string? RetryAfter, string? Text, string? Calls, string? Usage);
}
