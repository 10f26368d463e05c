using AgentGrains.ModelCases.Soak;
using AgentGrains.ModelCases.Strict.Rules;

namespace AgentGrains.ModelCases.Strict.Endpoints;

/// <summary>llama.cpp: answers 500 if its template cannot parse the arguments of a call, or two calls have one id. Truncates calls at the end of its context.</summary>
internal sealed class LlamaCppEndpoint(Chance chance) : StrictEndpoint(chance)
{
    public override string Name => "llamacpp";

    public override int RejectionStatus => 500;

    public override IEnumerable<string> Objections(StrictPrompt prompt, IReadOnlyList<(StrictEndpoint By, StrictAnswer Answer)> sent) =>
    [
        .. base.Objections(prompt, sent), .. ArgumentRules.Unreadable(prompt).Select(arguments => $"Failed to parse tool call arguments as JSON: parse error at line 1, column 2: '{arguments}'"),
        .. ArgumentRules.Repeated(prompt).Select(id => $"Two tool calls have the id '{id}'"), .. ArgumentRules.WithoutProperties(prompt).Select(tool => $"JSON schema conversion failed: {tool}"),
    ];

    public override string Rejection(string words) =>
        JsonText.Object(("error", JsonText.Object(("code", Number(RejectionStatus)), ("message", JsonText.Of(words)), ("type", "\"server_error\""))));

    protected override string? NewId() => Chance.One("", "call_0", null, $"{Chance.Number(0, int.MaxValue - 1):x32}");

    protected override StrictCall Spoil(StrictCall call) => Chance.Number(0, 2) switch
    {
        0 => call with { Arguments = Malformed(call.Arguments) },
        1 => call with { Arguments = $"[{call.Arguments}]" },
        _ => call with { Name = $"{call.Name} " },
    };

    protected override StrictAnswer Complete(StrictAnswer answer) => Chance.Happens(30) ? answer with { Reasoning = "Hm.\n" } : answer;

    protected override StrictReply Failure() => Chance.Happens(30) ? new StrictReply.Status(503, "{\"error\":{\"message\":\"Loading model\",\"type\":\"unavailable_error\",\"code\":503}}") : base.Failure();
}
