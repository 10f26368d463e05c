using AgentGrains.ModelCases.Soak;

namespace AgentGrains.ModelCases.Strict.Endpoints;

/// <summary>Gemini 3: the signature of a thought has to come back on the call that it came with. Gives calls whole, and neither indexes nor always ids.</summary>
internal sealed class GeminiEndpoint(Chance chance) : StrictEndpoint(chance)
{
    private int signatures;

    public override string Name => "gemini";

    public override IEnumerable<string> Objections(StrictPrompt prompt, IReadOnlyList<(StrictEndpoint By, StrictAnswer Answer)> sent)
    {
        foreach (var (message, (by, answer)) in prompt.Callers.Zip(sent))
        {
            if (by != this)
                continue;
            foreach (var (call, given) in message.Calls.Zip(answer.Calls))
            {
                var signature = call.TryGetProperty("extra_content", out var extra) ? extra.GetProperty("google").GetProperty("thought_signature").GetString() : null;
                if (signature != given.Signature)
                    yield return $"Function call is missing a thought_signature in functionCall parts: '{given.Signature}' of {given.Name} came back as '{signature}' (message {message.Number}).";
            }
        }
        foreach (var message in prompt.Messages.Where(message => message.Texts.Any(string.IsNullOrWhiteSpace) || (message.Role == "user" && !message.Texts.Any())))
            yield return $"contents[{message.Number}].parts: contents.parts must not be empty.";
        foreach (var objection in base.Objections(prompt, sent))
            yield return objection;
    }

    public override string Rejection(string words) =>
        $"[{JsonText.Object(("error", JsonText.Object(("code", Number(RejectionStatus)), ("message", JsonText.Of(words)), ("status", "\"INVALID_ARGUMENT\""))))}]";

    protected override string? NewId() => Chance.One("", null, $"function-call-{Chance.Number(0, int.MaxValue - 1)}");

    protected override IEnumerable<string> CallEvents(IReadOnlyList<StrictCall> calls)
    {
        var written = calls.Select(call => JsonText.Object(
            ("extra_content", call.Signature is null ? null : $"{{\"google\":{{\"thought_signature\":{JsonText.Of(call.Signature)}}}}}"),
            ("function", JsonText.Object(("arguments", JsonText.Of(call.Arguments)), ("name", JsonText.Of(call.Name)))),
            ("id", call.Id is null ? null : JsonText.Of(call.Id)), ("type", "\"function\"")));
        return Chance.Happens(50) ? [string.Join(',', written)] : written;
    }

    protected override StrictAnswer Complete(StrictAnswer answer) => answer with
    {
        // Of calls at once only the first has a signature. They end with "stop".
        Calls = [.. answer.Calls.Select((call, i) => i == 0 ? call with { Signature = $"c2ln/{++signatures}+==" } : call)],
        FinishReason = answer.FinishReason == "tool_calls" ? "stop" : answer.FinishReason,
    };

    protected override StrictCall Spoil(StrictCall call) => Chance.One(call with { Name = $"default_api.{call.Name}" }, call with { Name = $"default_api:{call.Name}" }, call with { Arguments = "" });

    protected override StrictReply Failure() => Chance.Happens(30) ? new StrictReply.Whole(new StrictAnswer(null, [], "malformed_function_call")) : base.Failure();
}
