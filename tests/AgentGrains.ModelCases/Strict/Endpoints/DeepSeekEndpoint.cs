using AgentGrains.ModelCases.Soak;

namespace AgentGrains.ModelCases.Strict.Endpoints;

/// <summary>DeepSeek's thinking mode: a message with calls has to come back with exactly the reasoning that it came with.</summary>
internal sealed class DeepSeekEndpoint(Chance chance) : StrictEndpoint(chance)
{
    private int thoughts;

    public override string Name => "deepseek";

    public override IEnumerable<string> Objections(StrictPrompt prompt, IReadOnlyList<(StrictEndpoint By, StrictAnswer Answer)> sent)
    {
        foreach (var (message, (by, answer)) in prompt.Callers.Zip(sent))
        {
            var reasoning = message.Json.TryGetProperty("reasoning_content", out var content) ? content.GetString() : null;
            if (by == this && reasoning != answer.Reasoning)
                yield return $"Missing `reasoning_content` field in the assistant message at message index {message.Number}: '{answer.Reasoning}' came back as '{reasoning}'.";
        }
        foreach (var objection in base.Objections(prompt, sent))
            yield return objection;
    }

    protected override string? NewId() => Chance.One($"call_{Chance.Number(0, 99)}_{Chance.Number(0, int.MaxValue - 1):x8}", "call_0");

    protected override StrictCall Spoil(StrictCall call) => Chance.Number(0, 2) switch
    {
        0 => call with { Arguments = Malformed(call.Arguments) },
        1 => call with { Name = $"functions.{call.Name}" },
        _ => call with { Arguments = "" },
    };

    protected override StrictAnswer Complete(StrictAnswer answer) => answer with
    {
        Reasoning = $"{Chance.One("I think", "\n\u6211\u60f3 \U0001F914", "  \"so\" \\ then\n")} {Number(++thoughts)}{Chance.One(".", " ", "\n")}",
    };

    protected override StrictReply Failure() => Chance.Happens(20) ? new StrictReply.Whole(Complete(new StrictAnswer("Half", [], "insufficient_system_resource"))) : base.Failure();
}
