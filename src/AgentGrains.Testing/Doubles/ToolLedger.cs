namespace AgentGrains.Testing.Doubles;

/// <summary>Which recorded call belongs to which Idempotency-Key. The model's ids of calls repeat, so they play no part. Safe for concurrent use.</summary>
internal sealed class ToolLedger
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Session, string Key), ToolDoubleCall> byKey = [];
    private readonly Dictionary<(string Session, string Recording), int> next = [];
    private readonly List<ToolDoubleCall> calls = [];

    /// <summary>The calls in the order of their first execution.</summary>
    public IReadOnlyList<ToolDoubleCall> Calls
    {
        get
        {
            lock (gate)
                return [.. calls];
        }
    }

    /// <summary>Where a request stands in its recording: at its key's call where that is known, else at the next one. Carries nothing out.</summary>
    public int PlaceOf(ToolDoubleRequest request)
    {
        lock (gate)
        {
            return byKey.TryGetValue((request.Session, request.Key), out var known)
                ? known.Number
                : next.GetValueOrDefault((request.Session, request.Recording));
        }
    }

    /// <summary>
    /// Carries a request out: the first sight of a key takes the next recorded call, a later one gives the same again. Null where the recording says otherwise.
    /// </summary>
    public ToolDoubleCall? TryServe(ToolDoubleRequest request, Trajectory recording, out string? mismatch)
    {
        lock (gate)
        {
            var isKnown = byKey.TryGetValue((request.Session, request.Key), out var call);
            var number = next.GetValueOrDefault((request.Session, recording.Id));
            if (!isKnown)
                call = number < recording.Calls.Count ? new ToolDoubleCall(request.Session, request.Key, recording.Id, number, recording.Calls[number]) : null;
            mismatch = Difference(request, call, recording);
            if (mismatch is not null)
                return null;
            if (isKnown)
                return call;
            byKey[(request.Session, request.Key)] = call!;
            next[(request.Session, recording.Id)] = number + 1;
            calls.Add(call!);
            return call;
        }
    }

    private static string? Difference(ToolDoubleRequest request, ToolDoubleCall? call, Trajectory recording)
    {
        var what = $"{recording.Id}, {request.Session}, {request.Key}";
        if (request.Key.Length == 0 || request.Session.Length == 0 || request.Key != request.Step)
            return $"{what}: Idempotency-Key, X-AgentGrains-Session and X-AgentGrains-Step ('{request.Step}') do not fit.";
        if (call is null)
            return $"{what}: the recording has {recording.Calls.Count} calls; this key is one more ({request.Tool} {request.Body}).";
        if (call.Recording != recording.Id)
            return $"{what}: the key was used in {call.Recording}.";
        if (call.Call.Tool != request.Tool)
            return $"{what}, call {call.Number}: tool recorded '{call.Call.Tool}', sent '{request.Tool}'.";
        return call.Call.Arguments == request.Body ? null : $"{what}, call {call.Number}: arguments recorded '{call.Call.Arguments}', sent '{request.Body}'.";
    }
}
