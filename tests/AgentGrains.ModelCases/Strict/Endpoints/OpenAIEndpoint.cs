using AgentGrains.ModelCases.Soak;
using AgentGrains.ModelCases.Strict.Rules;

namespace AgentGrains.ModelCases.Strict.Endpoints;

/// <summary>OpenAI: knows every member of a request. Its models invent tools, and refuse.</summary>
internal sealed class OpenAIEndpoint(Chance chance) : StrictEndpoint(chance)
{
    public override string Name => "openai";

    public override IEnumerable<string> Objections(StrictPrompt prompt, IReadOnlyList<(StrictEndpoint By, StrictAnswer Answer)> sent) =>
        base.Objections(prompt, sent).Concat(OpenAIRules.Objections(prompt));

    protected override string? NewId() => $"call_{Chance.Number(0, int.MaxValue - 1):x8}{Chance.Number(0, int.MaxValue - 1):x8}";

    protected override StrictCall Spoil(StrictCall call) => Chance.Number(0, 2) switch
    {
        0 => call with { Name = "multi_tool_use.parallel", Arguments = "{\"tool_uses\":[{\"recipient_name\":\"functions.now\",\"parameters\":{}}]}" },
        1 => call with { Name = $"functions.{call.Name}" },
        _ => call with { Name = $"{call.Name}_{new string('x', 70)}" },
    };

    protected override StrictAnswer Final() => Chance.Happens(10) ? new StrictAnswer("I cannot help with that.", [], "stop") { IsRefusal = true } : base.Final();
}
