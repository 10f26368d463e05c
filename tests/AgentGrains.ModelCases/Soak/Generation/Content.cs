using AgentGrains.ModelCases.Soak.Calls;

namespace AgentGrains.ModelCases.Soak.Generation;

/// <summary>What an answer consists of, before anything happens to it on its way.</summary>
/// <param name="Text">Its text; null if there is none.</param>
/// <param name="IsRefusal">Whether the text is a refusal.</param>
/// <param name="Calls">Its calls.</param>
/// <param name="AreClear">Whether the pieces of the calls have one reading only.</param>
internal sealed record Content(string? Text, bool IsRefusal, IReadOnlyList<MeantCall> Calls, bool AreClear)
{
    /// <summary>Whether there is a text that says something, or a call.</summary>
    public bool SaysSomething => Calls.Count > 0 || !string.IsNullOrWhiteSpace(Text);

    /// <summary>What the model meant if the answer comes to its end.</summary>
    /// <param name="reason">The finish reason.</param>
    public Meaning Meant(FinishReason reason)
    {
        if (!SaysSomething || reason.Kind == FinishKind.Failed)
            return Meaning.Broken;
        if (Calls.Count == 0)
            return new Meaning(Verdict.Whole) { Output = TextPieces.Repaired(Text!) };
        // Without a finish reason, a call without arguments may have been cut off.
        var isClear = AreClear && (reason.Kind != FinishKind.Missing || Calls.All(call => call.IsSound && call.Arguments.Length > 0));
        return new Meaning(isClear ? Verdict.Whole : Verdict.Unclear)
        {
            Calls = reason.Kind == FinishKind.CutOff ? [] : [.. Calls.Where(call => call.IsSound).Select(call => call.Expected)],
        };
    }
}
