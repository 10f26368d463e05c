using System.Globalization;
using System.Text.Json;
using AgentGrains.ModelCases.Checks;
using AgentGrains.ModelCases.Soak.Generation;

namespace AgentGrains.ModelCases.Soak.Calls;

/// <summary>Cuts the calls of one answer into pieces of one form.</summary>
internal sealed class CallPieces(Chance chance, CallForm form, bool isAscii)
{
    private const int MostPieces = 6;

    private readonly HashSet<Queue<string>> started = [];
    private int piece;

    /// <summary>The values of <c>tool_calls</c>, one for each event.</summary>
    public IReadOnlyList<string> Of(IReadOnlyList<MeantCall> calls)
    {
        var pieces = calls.Select((call, i) => new Queue<string>(Of(call, i))).ToList();
        if (form.Order == PieceOrder.OneEvent && pieces.TrueForAll(one => one.Count == 1))
            return [List(pieces.Select(one => one.Dequeue()))];
        return form.Order == PieceOrder.Mixed ? Mix(pieces) : [.. pieces.SelectMany(one => one).Select(one => List(one))];
    }

    private List<string> Mix(List<Queue<string>> pieces)
    {
        var events = new List<string>();
        while (pieces.FindAll(one => one.Count > 0) is { Count: > 0 } open)
        {
            // The calls start in their order; two pieces of one event are of two calls.
            var next = chance.Number(0, open.Count - 1);
            var unstarted = open.FindIndex(one => one == pieces.Find(untouched => !started.Contains(untouched)));
            if (unstarted >= 0 && next > unstarted)
                next = unstarted;
            started.Add(open[next]);
            events.Add(open.Count > next + 1 && started.Contains(open[next + 1]) && chance.Happens(20)
                ? List(open[next].Dequeue(), open[next + 1].Dequeue())
                : List(open[next].Dequeue()));
        }
        return events;
    }

    private List<string> Of(MeantCall call, int number)
    {
        var arguments = Arguments(call);
        var names = Names(call.Name, arguments);
        var id = form.Id == IdForm.Same ? "call_0" : string.Create(CultureInfo.InvariantCulture, $"call_{number}{(char)('a' + chance.Number(0, 25))}");
        return [.. names.Select((name, i) => Piece(number, id, i == 0, name, arguments[i]))];
    }

    /// <summary>The name of each piece: JSON, or null if it has none. Adds pieces without arguments.</summary>
    private List<string?> Names(string name, List<string?> arguments)
    {
        var whole = JsonText.Of(name, isAscii);
        switch (form.Name)
        {
            case NameForm.Repeated:
                return [.. arguments.Select(_ => whole)];
            case NameForm.Split or NameForm.Growing when name.Length > 1:
                var cut = chance.Cut(name, 3);
                var before = cut.Select((part, i) => form.Name == NameForm.Split ? part : string.Concat(cut.Take(i + 1))).Select(part => (string?)JsonText.Of(part, isAscii)).ToList();
                var rest = arguments.Select(_ => (string?)null).ToList();
                arguments.InsertRange(0, before.Select(_ => chance.One(null, "\"\"")));
                return [.. before, .. rest];
            case NameForm.Late:
                arguments.Add(null);
                return [.. arguments.Skip(1).Select(_ => (string?)null), whole];
            case NameForm.AfterId:
                arguments.Insert(0, null);
                return [null, whole, .. arguments.Skip(2).Select(_ => (string?)null)];
            default:
                return [whole, .. arguments.Skip(1).Select(_ => (string?)null)];
        }
    }

    /// <summary>The arguments of each piece: JSON, or null if the member is missing.</summary>
    private List<string?> Arguments(MeantCall call)
    {
        var whole = call.Arguments;
        if (whole.Length == 0)
            return [chance.One(null, "null", "\"\"")];
        var isJson = ExpectedCall.TryParse(whole) is { ValueKind: JsonValueKind.Object or JsonValueKind.Array };
        List<string> pieces = form.Arguments switch
        {
            ArgumentForm.Object when isJson => [],
            ArgumentForm.Whole or ArgumentForm.Object => [whole],
            ArgumentForm.Cumulative => Cumulative(whole),
            ArgumentForm.WholeAgain => [.. chance.Cut(whole, MostPieces), whole],
            ArgumentForm.Placeholder => ["{}", .. chance.Cut(whole, MostPieces)],
            _ => [.. chance.Cut(whole, MostPieces)],
        };
        List<string?> written = pieces.Count == 0 ? [whole] : [.. pieces.Select(one => JsonText.Of(one, isAscii))];
        if (form.Arguments is ArgumentForm.Pieces or ArgumentForm.Cumulative or ArgumentForm.WholeAgain && chance.Happens(40))
            written.Insert(0, "\"\"");
        return written;
    }

    private List<string> Cumulative(string whole)
    {
        var cut = chance.Cut(whole, MostPieces);
        return [.. cut.Select((_, i) => string.Concat(cut.Take(i + 1)))];
    }

    private string Piece(int number, string id, bool isFirst, string? name, string? arguments)
    {
        var function = JsonText.Object(("name", name ?? (isFirst ? null : form.NoName)), ("arguments", arguments));
        (string, string?)[] members =
        [
            ("index", form.Index switch { IndexForm.Proper => Number(number), IndexForm.Zero => "0", IndexForm.Changing => Number(piece++), _ => chance.Happens(20) ? "null" : null }),
            ("id", Id(id, isFirst)),
            ("type", isFirst ? "\"function\"" : form.LaterType),
            ("function", function == "{}" ? chance.One(null, "{}", "null") : function),
        ];
        var call = JsonText.Object(form.IsReversed ? members.Reverse() : members);
        return isFirst ? OtherMembers.With(chance, call) : call;
    }

    private string? Id(string id, bool isFirst) => form.Id switch
    {
        IdForm.Repeated => $"\"{id}\"",
        IdForm.First or IdForm.Same when isFirst => $"\"{id}\"",
        IdForm.Changing => Changing(),
        IdForm.Empty => "\"\"",
        IdForm.Null => "null",
        _ => null,
    };

    private string Changing() => $"\"chatcmpl-tool-{chance.Number(0, int.MaxValue - 1):x}\"";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string List(params IEnumerable<string> pieces) => $"[{string.Join(',', pieces)}]";
}
