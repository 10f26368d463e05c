using System.Text.RegularExpressions;
using AgentGrains.ModelCases.Soak;

namespace AgentGrains.ModelCases.Strict.Endpoints;

/// <summary>Mistral: insists on an order of roles, and on ids of nine letters and digits, which it repeats.</summary>
internal sealed partial class MistralEndpoint(Chance chance) : StrictEndpoint(chance)
{
    private readonly List<string> given = [];

    public override string Name => "mistral";

    public override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["MessageOrder"] = "strict" };

    public override IEnumerable<string> Objections(StrictPrompt prompt, IReadOnlyList<(StrictEndpoint By, StrictAnswer Answer)> sent)
    {
        StrictMessage? last = null;
        foreach (var message in prompt.Messages)
        {
            if (message.Role == "system" && message.Number > 0)
                yield return $"Unexpected role 'system' after role '{last?.Role}' (message {message.Number}).";
            if ((message.Role == "user" && last?.Role is "user" or "tool") || (message.Role == "assistant" && last?.Role is null or "system" or "assistant"))
                yield return $"Unexpected role '{message.Role}' after role '{last?.Role}' (message {message.Number}).";
            if (message.Role == "assistant" && message.Calls.Count == 0 && !message.Texts.Any(text => text.Length > 0))
                yield return $"Assistant message must have either content or tool_calls, but not none (message {message.Number}).";
            last = message;
        }
        if (last?.Role is not ("user" or "tool"))
            yield return $"Expected last role User or Tool (or Assistant with prefix True) for serving but got {last?.Role}.";
        foreach (var id in prompt.Callers.SelectMany(message => message.CallIds).Where(id => !Id().IsMatch(id)))
            yield return $"Tool call id was {id} but must be a-z, A-Z, 0-9, with a length of 9.";
        foreach (var objection in base.Objections(prompt, sent))
            yield return objection;
    }

    public override string Rejection(string words) =>
        JsonText.Object(("object", "\"error\""), ("message", JsonText.Of(words)), ("type", "\"invalid_request_message_order\""), ("param", "null"), ("code", "\"3230\""));

    protected override string? NewId()
    {
        if (given.Count > 0 && Chance.Happens(30))
            return Chance.One<string?>([.. given, null, ""]);
        given.Add(string.Concat(Enumerable.Range(0, 9).Select(_ => Chance.One([.. "aZ3bY5cX9"]))));
        return given[^1];
    }

    protected override IEnumerable<string> CallEvents(IReadOnlyList<StrictCall> calls) =>
    [
        string.Join(',', calls.Select((call, i) => JsonText.Object(
            ("id", call.Id is null ? null : JsonText.Of(call.Id)), ("function", JsonText.Object(("name", JsonText.Of(call.Name)), ("arguments", JsonText.Of(call.Arguments)))), ("index", Number(i))))),
    ];

    protected override StrictCall Spoil(StrictCall call) => Chance.One(call with { Arguments = Malformed(call.Arguments) }, call with { Name = $"{call.Name}\u00e9" }, call with { Arguments = "" });

    [GeneratedRegex(@"^[a-zA-Z0-9]{9}\z")]
    private static partial Regex Id();
}
