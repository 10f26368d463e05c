using System.Globalization;
using AgentGrains.ModelCases.Soak;
using AgentGrains.ModelCases.Strict.Rules;

namespace AgentGrains.ModelCases.Strict.Endpoints;

/// <summary>An endpoint that rejects a prompt which breaks its rules, and answers with the faults of its own kind.</summary>
internal abstract class StrictEndpoint(Chance chance)
{
    private const int FailurePercent = 25;
    private const int FaultyPercent = 35;
    private const int CutOffPercent = 10;

    private int number;

    /// <summary>Its name.</summary>
    public abstract string Name { get; }

    /// <summary>The settings that its model needs.</summary>
    public virtual IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    /// <summary>The status of a rejection.</summary>
    public virtual int RejectionStatus => 400;

    protected Chance Chance => chance;

    /// <summary>What it does not accept about a prompt, in its own words; empty if it accepts the prompt.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="sent">The answers with calls in the history, in their order; each with the endpoint that gave it.</param>
    public virtual IEnumerable<string> Objections(StrictPrompt prompt, IReadOnlyList<(StrictEndpoint By, StrictAnswer Answer)> sent) =>
        prompt.Callers.Count() == sent.Count ? OpenAIRules.Order(prompt) : [$"The prompt has {prompt.Callers.Count()} messages with calls; {sent.Count} were given."];

    /// <summary>The body of a rejection.</summary>
    public virtual string Rejection(string words) => JsonText.Object(
        ("error", JsonText.Object(("message", JsonText.Of(words)), ("type", "\"invalid_request_error\""), ("param", "null"), ("code", "null"))));

    /// <summary>The replies of a turn: calls, maybe more of them, and a text; some of them after an attempt that fails.</summary>
    /// <param name="isSound">Whether the first calls have no fault, so that a tool is executed.</param>
    public IEnumerable<StrictReply> Turn(bool isSound)
    {
        if (chance.Happens(FailurePercent))
            yield return Failure();
        yield return new StrictReply.Whole(Calling(isSound));
        if (chance.Happens(FailurePercent))
            yield return Failure();
        if (chance.Happens(FailurePercent))
            yield return new StrictReply.Whole(Calling(isSound: false));
        yield return new StrictReply.Whole(Final());
    }

    /// <summary>The events of an answer, without <c>data:</c>.</summary>
    public virtual IEnumerable<string> Events(StrictAnswer answer)
    {
        yield return Chunk("{\"role\":\"assistant\",\"content\":\"\"}");
        foreach (var piece in answer.Reasoning is { } reasoning ? chance.Cut(reasoning, 3) : [])
            yield return Chunk(JsonText.Object(("reasoning_content", JsonText.Of(piece)), ("content", "null")));
        foreach (var piece in answer.Text is { } text ? chance.Cut(text, 4) : [])
            yield return Chunk(JsonText.Object((answer.IsRefusal ? "refusal" : "content", JsonText.Of(piece))));
        foreach (var calls in CallEvents(answer.Calls))
            yield return Chunk($"{{\"tool_calls\":[{calls}]}}");
        yield return Chunk("{}", answer.FinishReason);
        yield return "{\"choices\":[],\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":5,\"total_tokens\":25}}";
        yield return "[DONE]";
    }

    /// <summary>The pieces of calls, one or more for each event.</summary>
    protected virtual IEnumerable<string> CallEvents(IReadOnlyList<StrictCall> calls)
    {
        foreach (var (i, call) in calls.Index())
        {
            yield return JsonText.Object(("index", Number(i)), ("id", call.Id is null ? null : JsonText.Of(call.Id)), ("type", "\"function\""), ("function", JsonText.Object(("name", JsonText.Of(call.Name)), ("arguments", "\"\""))));
            foreach (var piece in chance.Cut(call.Arguments, 4))
                yield return JsonText.Object(("index", Number(i)), ("function", JsonText.Object(("arguments", JsonText.Of(piece)))));
        }
    }

    /// <summary>An id as this endpoint gives it; null if it gives none.</summary>
    protected abstract string? NewId();

    /// <summary>Gives a call a fault that this endpoint's models make.</summary>
    protected abstract StrictCall Spoil(StrictCall call);

    /// <summary>Adds what this endpoint has in its answers besides.</summary>
    protected virtual StrictAnswer Complete(StrictAnswer answer) => answer;

    /// <summary>The text before calls; null if there is none.</summary>
    protected virtual string? Preface() => chance.One(null, "Let me see.", "");

    /// <summary>An attempt that fails, and may succeed the next time.</summary>
    protected virtual StrictReply Failure() => chance.Number(0, 3) switch
    {
        0 => new StrictReply.Status(chance.One(429, 500, 503), "{\"error\":{\"message\":\"Please try again in 20ms\",\"type\":\"server_error\"}}"),
        1 => new StrictReply.Broken(Calling(isSound: true), chance.Number(1, 3), null),
        2 => new StrictReply.Broken(Final(), chance.Number(1, 3), "{\"error\":{\"message\":\"The server had an error\",\"code\":500}}"),
        // Nothing, or only reasoning, is no answer.
        _ => new StrictReply.Whole(Complete(new StrictAnswer(null, [], "stop"))),
    };

    /// <summary>A text that ends the turn.</summary>
    protected virtual StrictAnswer Final() => Complete(new StrictAnswer($"{chance.One("", "\n\n")}Done {++number}.{chance.One("", " ", "\n")}", [], chance.Weighted((85, "stop"), (10, "length"), (5, "content_filter"))));

    private StrictAnswer Calling(bool isSound)
    {
        var calls = Enumerable.Range(0, chance.Weighted((55, 1), (30, 2), (15, 3))).Select(_ => Call(isSound)).ToList();
        if (isSound || !chance.Happens(CutOffPercent))
            return Complete(new StrictAnswer(Preface(), calls, "tool_calls"));
        var last = calls[^1];
        calls[^1] = last with { Arguments = last.Arguments[..chance.Number(0, last.Arguments.Length)] };
        return Complete(new StrictAnswer(Preface(), calls, "length"));
    }

    private StrictCall Call(bool isSound)
    {
        number++;
        var call = chance.Number(0, 2) switch
        {
            0 => new StrictCall(NewId(), "pay", $"{{\"amount\": {Number(number)}}}"),
            1 => new StrictCall(NewId(), "get_weather", $"{{\"city\":\"Rome {Number(number)}\"}}"),
            _ => new StrictCall(NewId(), "now", "{}"),
        };
        return isSound || !chance.Happens(FaultyPercent) ? call : Spoil(call);
    }

    protected static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Arguments that are not whole.</summary>
    protected static string Malformed(string arguments) => arguments[..^1];

    private static string Chunk(string delta, string? reason = null) =>
        $"{{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{{\"index\":0,\"delta\":{delta},\"finish_reason\":{(reason is null ? "null" : JsonText.Of(reason))}}}]}}";
}
