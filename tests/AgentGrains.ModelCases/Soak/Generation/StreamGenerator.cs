using AgentGrains.ModelCases.Soak.Calls;

namespace AgentGrains.ModelCases.Soak.Generation;

/// <summary>Makes answers that are streams of events.</summary>
internal sealed class StreamGenerator(Chance chance, MeantCalls meant)
{
    private const string Done = "[DONE]";
    private const int NoEnd = int.MaxValue / 2;

    private static readonly string[] Types = ["text/event-stream", "text/event-stream; charset=utf-8", "text/event-stream", "application/json", "text/plain"];

    /// <summary>One answer.</summary>
    /// <param name="number">Its number in the conversation.</param>
    public SoakAnswer Next(int number)
    {
        var form = new ChunkForm(chance);
        var (content, deltas, kinds) = Fill(form, number);
        var reason = FinishReason.Next(chance, content.Calls.Count > 0 ? "tool_calls" : "stop");
        var parts = deltas.Select(delta => form.Event(form.Chunk(delta))).ToList();
        var end = End(form, parts, deltas, reason);
        var meaning = end < parts.Count ? content.Meant(reason) : Meaning.Broken;
        kinds += $", finish {reason.Name ?? "missing"}{(end < parts.Count ? "" : " and no [DONE]")}";
        for (var odd = chance.Weighted((40, 0), (30, 1), (20, 3), (10, 8)); odd > 0; odd--)
        {
            var at = chance.Number(0, parts.Count);
            parts.Insert(at, OddParts.Next(chance, form));
            end += at <= end ? 1 : 0;
        }
        return Send(form, parts, end, meaning, kinds);
    }

    /// <summary>What the model writes, and the pieces of messages that it comes in.</summary>
    private (Content Content, List<string> Deltas, string Kinds) Fill(ChunkForm form, int number)
    {
        var texts = new TextPieces(chance, form.IsAscii);
        var (kind, hasText, hasCalls) = chance.Weighted(
            (40, ("calls", false, true)), (15, ("text and calls", true, true)), (32, ("text", true, false)), (3, ("refusal", true, false)), (3, ("blank", false, false)), (7, ("nothing", false, false)));
        var text = kind == "blank" ? chance.One("\n", " ", "\n\n") : hasText ? texts.Next(number) : null;
        var deltas = new List<string>();
        if (chance.Happens(25))
            deltas.AddRange(OtherMembers.Deltas(chance, form.IsAscii));
        if (text is not null)
            deltas.AddRange(kind == "refusal" ? chance.Cut(text, 3).Select(piece => $"{{\"refusal\":{JsonText.Of(piece, form.IsAscii)},\"content\":null}}") : texts.Deltas(text));
        if (!hasCalls)
            return (new Content(text, kind == "refusal", [], true), deltas, kind);
        var calls = meant.Next();
        var callForm = CallForm.Next(chance, calls.Count);
        var pieces = new CallPieces(chance, callForm, form.IsAscii).Of(calls).Select(list => $"{{{chance.One("", "", "\"content\":null,", "\"role\":\"assistant\",\"content\":\"\",")}\"tool_calls\":{list}}}").ToList();
        // Text after the calls is text all the same.
        deltas.InsertRange(chance.Happens(10) ? 0 : deltas.Count, pieces);
        return (new Content(text, false, calls, ClearCalls.AreClear(callForm, calls)), deltas, $"{kind}: {callForm}");
    }

    /// <summary>Adds the finish reason, the usage and the end of the stream.</summary>
    /// <returns>The part that says that the answer is whole; behind the last one if none does.</returns>
    private int End(ChunkForm form, List<string> parts, List<string> deltas, FinishReason reason)
    {
        var end = NoEnd;
        if (reason.Json is { } name && deltas.Count > 0 && chance.Happens(30))
            (parts[^1], end) = (form.Event(form.Chunk(deltas[^1], name)), parts.Count - 1);
        else if (reason.Json is not null)
        {
            end = parts.Count;
            parts.Add(form.Event(form.Chunk(chance.One("{}", "{\"content\":\"\"}", "{\"content\":null}"), reason.Json)));
        }
        if (UsageParts.Next(chance, form, reason.Json) is { } usage)
            parts.Add(usage);
        var done = chance.Weighted<string[]>(
            (60, [form.Event(Done)]), (20, []), (8, [form.Event($"{Done} ")]), (5, [form.Event(Done), form.Event(Done)]),
            (7, [form.Event(Done), form.Event(form.Chunk("{\"content\":\"after the end\"}")), form.Event("{\"error\":{\"message\":\"late\"}}")]));
        if (reason.Json is null && done.Length > 0)
            end = parts.Count;
        parts.AddRange(done);
        return end;
    }

    /// <summary>Sends the stream, maybe disturbed on its way.</summary>
    private SoakAnswer Send(ChunkForm form, List<string> parts, int end, Meaning meaning, string kinds)
    {
        var transport = new Transport(chance);
        var (isCut, staysOpen) = (false, false);
        switch (chance.Number(0, 99))
        {
            case < 5:
                parts.Insert(chance.Number(0, Math.Min(end, parts.Count)), StreamErrors.Next(chance, form));
                (meaning, kinds) = (Meaning.Broken, $"{kinds}, error in the stream");
                break;
            case < 8 when end < parts.Count:
                parts.Insert(chance.Number(end + 1, parts.Count), StreamErrors.Next(chance, form));
                kinds += ", error after the end";
                break;
            case < 16 when parts.Count > 0:
                var at = chance.Number(0, parts.Count - 1);
                var length = chance.Number(0, parts[at].Length);
                if (at < end || (at == end && length < parts[at].AsSpan().LastIndexOfAny('}', ']')))
                    meaning = Meaning.Broken;
                else if (at == end)
                    meaning = meaning with { Verdict = meaning.Verdict == Verdict.Whole ? Verdict.Unclear : meaning.Verdict };
                parts[at] = parts[at][..length];
                parts.RemoveRange(at + 1, parts.Count - at - 1);
                isCut = chance.Happens(60);
                kinds += $", {(isCut ? "cut" : "ended")} in the middle";
                break;
            case 16 when chance.Happens(50):
                staysOpen = true;
                kinds += ", left open";
                break;
        }
        var (lineEnd, mark) = (chance.Weighted((80, "\n"), (15, "\r\n"), (5, "\r")), chance.Weighted((96, ""), (4, "\ufeff")));
        var body = mark + string.Concat(parts).Replace("\n", lineEnd, StringComparison.Ordinal);
        return new SoakAnswer(transport.Of(body, chance.One(Types), isCut, staysOpen), meaning, kinds);
    }
}
