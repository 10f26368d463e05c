using AgentGrains.ModelCases.Soak.Calls;

namespace AgentGrains.ModelCases.Soak.Generation;

/// <summary>Makes answers that are one completion in JSON, though a stream was asked for.</summary>
internal sealed class WholeGenerator(Chance chance, MeantCalls meant)
{
    private static readonly string[] Types = ["application/json", "application/json; charset=utf-8", "text/event-stream", "text/plain"];

    /// <summary>One answer.</summary>
    /// <param name="number">Its number in the conversation.</param>
    public SoakAnswer Next(int number)
    {
        var isAscii = chance.Happens(50);
        var texts = new TextPieces(chance, isAscii);
        var text = chance.Happens(50) ? texts.Next(number) : null;
        var calls = chance.Happens(60) ? meant.Next() : [];
        var content = new Content(text, false, calls, true);
        var reason = FinishReason.Next(chance, calls.Count > 0 ? "tool_calls" : "stop");
        var message = JsonText.Object(("role", "\"assistant\""), ("content", text is null ? "null" : JsonText.Of(text, isAscii)), ("tool_calls", Calls(calls, isAscii)), ("refusal", "null"));
        var choice = JsonText.Object(("index", "0"), ("message", message), ("finish_reason", reason.Json ?? chance.One(null, "null")));
        var body = JsonText.Object(("id", "\"c\""), ("object", "\"chat.completion\""), ("choices", $"[{choice}]"), ("usage", chance.One(null, "null", "{\"prompt_tokens\":10,\"completion_tokens\":5}")));
        var meaning = content.Meant(reason.Kind == FinishKind.Missing ? new FinishReason("stop", FinishKind.Whole) : reason);
        var kinds = $"JSON with {(text is null ? "no text" : "a text")} and {calls.Count} calls, finish {reason.Name ?? "missing"}";
        if (!chance.Happens(10))
            return new SoakAnswer(new Transport(chance).Of(chance.One("", "", " \n", "\ufeff") + body + chance.One("", "\n"), chance.One(Types)), meaning, kinds);
        var cut = body[..chance.Number(1, body.Length - 1)];
        return new SoakAnswer(new Transport(chance).Of(cut, chance.One(Types), isCut: chance.Happens(50)), Meaning.Broken, $"{kinds}, cut in the middle");
    }

    private string? Calls(IReadOnlyList<MeantCall> calls, bool isAscii)
    {
        if (calls.Count == 0)
            return chance.One(null, "null", "[]");
        var form = new CallForm(
            chance.One(IndexForm.Missing, IndexForm.Proper), chance.One(IdForm.First, IdForm.Missing, IdForm.Empty, IdForm.Null), NameForm.First,
            chance.One(ArgumentForm.Whole, ArgumentForm.Object), PieceOrder.OneEvent)
        { IsReversed = chance.Happens(10) };
        return new CallPieces(chance, form, isAscii).Of(calls)[0];
    }
}
