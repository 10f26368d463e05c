using AgentGrains.ModelCases.Soak;
using AgentGrains.ModelCases.Strict.Rules;

namespace AgentGrains.ModelCases.Strict.Endpoints;

/// <summary>vLLM: its templates parse the arguments of every call, and need the properties of every tool. Its parsers give malformed calls and odd ids.</summary>
internal sealed class VllmEndpoint(Chance chance) : StrictEndpoint(chance)
{
    public override string Name => "vllm";

    public override IEnumerable<string> Objections(StrictPrompt prompt, IReadOnlyList<(StrictEndpoint By, StrictAnswer Answer)> sent) =>
    [
        .. base.Objections(prompt, sent), .. ArgumentRules.Unreadable(prompt).Select(arguments => $"Expecting ',' delimiter: line 1 column 2 (char 1): '{arguments}'"),
        .. ArgumentRules.WithoutProperties(prompt).Select(tool => $"'dict object' has no attribute 'properties': {tool}"),
    ];

    public override string Rejection(string words) =>
        JsonText.Object(("object", "\"error\""), ("message", JsonText.Of(words)), ("type", "\"BadRequestError\""), ("param", "null"), ("code", Number(RejectionStatus)));

    protected override string? NewId() => Chance.One($"chatcmpl-tool-{Chance.Number(0, int.MaxValue - 1):x32}", "call_0", "functions.pay:0");

    protected override StrictCall Spoil(StrictCall call) => Chance.Number(0, 4) switch
    {
        0 => call with { Arguments = Malformed(call.Arguments) },
        1 => call with { Arguments = "\"Rome\"" },
        2 => call with { Arguments = call.Arguments.Replace('"', '\'') },
        3 => call with { Arguments = $"{call.Arguments}\n<tool_call>" },
        _ => call with { Name = $"{call.Name}.call" },
    };

    protected override StrictAnswer Complete(StrictAnswer answer) => Chance.Happens(30) ? answer with { Reasoning = "hm", FinishReason = answer.FinishReason.Replace("tool_calls", "stop", StringComparison.Ordinal) } : answer;
}
