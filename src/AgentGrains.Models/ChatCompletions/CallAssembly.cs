namespace AgentGrains.Models.ChatCompletions;

/// <summary>Puts the tool calls of an answer together from their pieces.</summary>
/// <remarks>
/// OpenAI gives each call an index, and its id and name in the first piece only. Other servers leave out the index or the id, number every call 0, repeat id and
/// name, change the id from piece to piece, or send the arguments so far with each piece. So: a piece belongs to the call of its index, else to the call of its
/// id, else to the last call. It starts a call of its own only if it has a name and the call it would belong to has another name or is whole.
/// If in doubt it belongs to the open call: that may spoil a call, which the model is then told, but executes none that the model did not ask for.
/// </remarks>
/// <param name="tools">The names of the tools that the model was given.</param>
internal sealed class CallAssembly(IReadOnlySet<string> tools)
{
    private readonly List<OpenCall> calls = [];
    private readonly Dictionary<long, OpenCall> shifted = [];
    private List<OpenCall>? finished;
    private int number;
    private bool namesFirst = true;

    public bool IsEmpty => calls.Count == 0;

    /// <summary>The length of all arguments so far.</summary>
    public long Length => calls.Sum(static call => (long)call.Length);

    /// <summary>Whether pieces came that could be of several calls.</summary>
    public bool IsAmbiguous { get; private set; }

    /// <summary>Adds the pieces of one event.</summary>
    public void Add(List<CallPiece> pieces)
    {
        if (pieces.Count == 0)
            return;
        finished = null;
        number++;
        foreach (var sent in pieces)
        {
            // Some gateways write a name that is null as text.
            var piece = sent.Name == "null" && !tools.Contains("null") ? sent with { Name = "" } : sent;
            if (piece.IsNothing)
                continue;
            var call = Find(piece, out var isDoubtful);
            if (call is null)
            {
                calls.Add(call = new OpenCall(piece.Index, isDoubtful));
                namesFirst &= piece.Name.Length > 0;
                // The index is this call's now; what came under it before may have been of it, too, unless it was a placeholder.
                if (piece.Index is { } index && shifted.Remove(index, out var before))
                    IsAmbiguous |= before.IsSettled;
            }
            call.Add(piece, tools, number);
        }
    }

    /// <summary>The calls, in the model's order.</summary>
    public List<OpenCall> Finish()
    {
        if (finished is not null)
            return finished;
        finished = [];
        foreach (var call in calls)
        {
            // A server that changes index and id from piece to piece: what never got a name is the rest of the call before it.
            if (call.IsNothing)
                continue;
            if (call.Name.Length == 0 && finished.Count > 0)
                (finished.FindLast(one => one.HasId(call.Id)) ?? finished[^1]).AddRest(call);
            else if (call.IsDoubtful && call.Name == finished[^1].Name && !finished[^1].HasArguments)
                finished[^1].AddRest(call);
            else if (!call.IsDoubtful || (call.HasArguments && !finished[^1].IsRepeatedBy(call.Arguments)))
                finished.Add(call);
        }
        calls.Clear();
        calls.AddRange(finished);
        return finished;
    }

    /// <summary>The call that a piece belongs to; null if it starts one.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="isDoubtful">Whether a call that it starts may be the call before it, named once more.</param>
    private OpenCall? Find(CallPiece piece, out bool isDoubtful)
    {
        isDoubtful = false;
        if (calls.Count == 0)
            return null;
        var byIndex = piece.Index is { } index ? calls.FindLast(call => call.Index == index) : null;
        var byId = piece.Id.Length > 0 ? calls.FindLast(call => call.HasId(piece.Id)) : null;
        var call = byIndex ?? byId ?? calls[^1];
        var isKnown = (byIndex ?? byId) is not null;
        var isUnmarked = piece.Index is null && piece.Id.Length == 0;
        if (byId is null && FindShifted(piece, byIndex) is { } under)
            return under;
        if (piece.Name.Length == 0)
        {
            // Under another index it may be of a call whose name is still to come. If that never comes, it is a rest.
            var isOwn = byIndex is not null || isUnmarked || (byId is not null && piece.Index is null);
            return isOwn || (piece.Index is null && call.Name.Length > 0 && !call.IsWhole) ? call : null;
        }
        if (call.Name.Length == 0)
            return isKnown || isUnmarked || call.Id.Length == 0 || piece.Id.Length == 0 ? call : null;
        if (!call.MayBeNamed(piece.Name, tools, isKnown || isUnmarked) || IsSecondOfItsEvent(call, piece, byIndex))
            return null;
        // Whether an index or an id says that it is of another call.
        var isMarked = byIndex is null && !isUnmarked && (piece.Index is not null || byId is null);
        var isBlank = string.IsNullOrWhiteSpace(piece.Arguments);
        var startsObject = piece.Arguments.AsSpan().TrimStart() is ['{', ..];
        // The same id under the same index is the same call, whatever comes with it; and arguments of another call start like an object.
        if ((byId == call && (byIndex == call || (!isBlank && !startsObject))) || (!isMarked && !isBlank && !startsObject))
            return call;
        if (call.IsSettled)
        {
            isDoubtful = (isKnown || isUnmarked) && isBlank;
            // If nothing says that it is another call, the same arguments are the same call: it is executed once, and the model may ask for it again.
            return !isMarked && !isBlank && (call.IsRepeatedBy(piece.Arguments) || call.IsCoveredBy(piece.Arguments)) ? call : null;
        }
        if (byIndex is null && piece.Index is not null && (byId is null || startsObject))
            return null;
        // Under a new index, and so far nothing but the same id and name: which of the two it is, the arguments show.
        if (byIndex is null && piece.Index is not null && isBlank && !call.HasArguments)
        {
            isDoubtful = true;
            return null;
        }
        // Arguments start again although those before are only a part: two calls, unless the id says that it is one.
        return startsObject && call.HasArguments && byId != call && !call.IsCoveredBy(piece.Arguments) && !call.CanContinueWith(piece.Arguments) ? null : call;
    }

    /// <summary>The call of a piece whose server counts the pieces of arguments in another way than the calls: it comes under an index of no call, after a call without arguments.</summary>
    private OpenCall? FindShifted(CallPiece piece, OpenCall? byIndex)
    {
        if (piece.Index is not { } index || piece.Id.Length > 0)
            return null;
        var isNamed = piece.Name.Length > 0;
        if (shifted.TryGetValue(index, out var known))
        {
            // A name under such an index: the arguments may have been of that call.
            IsAmbiguous |= isNamed;
            return known;
        }
        if (isNamed || !namesFirst || calls[^1] is not { Name.Length: > 0, HasArguments: false } last || last == byIndex || (byIndex is not null && shifted.Count == 0))
            return null;
        shifted.Add(index, last);
        return last;
    }

    /// <summary>Two pieces of one event are two calls: no server cuts a call within an event.</summary>
    private bool IsSecondOfItsEvent(OpenCall call, CallPiece piece, OpenCall? byIndex) =>
        call.Event == number && (byIndex is null || call.Id != piece.Id);
}
