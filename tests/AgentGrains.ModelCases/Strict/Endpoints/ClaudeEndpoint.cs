using System.Text.RegularExpressions;
using AgentGrains.ModelCases.Soak;

namespace AgentGrains.ModelCases.Strict.Endpoints;

/// <summary>A gateway to Claude: accepts no blank text, and demands the results of all calls right after them.</summary>
internal sealed partial class ClaudeEndpoint(Chance chance) : StrictEndpoint(chance)
{
    private static readonly string[] Roles = ["system", "user", "assistant", "tool"];

    public override string Name => "claude";

    public override IEnumerable<string> Objections(StrictPrompt prompt, IReadOnlyList<(StrictEndpoint By, StrictAnswer Answer)> sent)
    {
        foreach (var message in prompt.Messages)
        {
            if (!Roles.Contains(message.Role))
                yield return $"messages.{message.Number}: role '{message.Role}' is not supported.";
            if (message.Texts.Any(string.IsNullOrWhiteSpace))
                yield return $"messages.{message.Number}: text content blocks must contain non-whitespace text.";
            if (message.Calls.Count == 0 && !message.Texts.Any())
                yield return $"messages.{message.Number}: all messages must have non-empty content.";
            foreach (var id in message.CallIds.Where(id => !Id().IsMatch(id)))
                yield return $"messages.{message.Number}.content.0.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$': {id}";
            var results = prompt.Messages.Skip(message.Number + 1).TakeWhile(next => next.Role == "tool").Select(next => next.Json.GetProperty("tool_call_id").GetString()!);
            if (message.Calls.Count > 0 && !results.Order(StringComparer.Ordinal).SequenceEqual(message.CallIds.Order(StringComparer.Ordinal)))
                yield return $"messages.{message.Number}: `tool_use` ids were found without `tool_result` blocks immediately after: {string.Join(", ", message.CallIds)}.";
        }
        if (prompt.Messages.FirstOrDefault(message => message.Role != "system")?.Role != "user")
            yield return "messages: first message must use the \"user\" role.";
        if (prompt.Messages[^1].Role is not ("user" or "tool"))
            yield return "This model does not support assistant message prefill. The conversation must end with a user message.";
        foreach (var objection in base.Objections(prompt, sent))
            yield return objection;
    }

    public override string Rejection(string words) =>
        JsonText.Object(("type", "\"error\""), ("error", JsonText.Object(("type", "\"invalid_request_error\""), ("message", JsonText.Of(words)))));

    protected override string? NewId() => $"toolu_{Chance.Number(0, int.MaxValue - 1):x8}{Chance.Number(0, int.MaxValue - 1):x8}";

    protected override string? Preface() => Chance.One(null, "\n", " ", "\n\n", "I look.", "I look.\n\n");

    protected override StrictCall Spoil(StrictCall call) => Chance.One(call with { Arguments = "" }, call with { Name = $"functions.{call.Name}" }, call with { Arguments = Malformed(call.Arguments) });

    [GeneratedRegex(@"^[a-zA-Z0-9_-]+\z")]
    private static partial Regex Id();
}
