namespace AgentGrains.ModelCases.Soak.Calls;

/// <summary>Knows which pieces have one reading only, so that every reader must come to the calls that the model meant.</summary>
internal static class ClearCalls
{
    /// <summary>Whether calls in this form have one reading only.</summary>
    public static bool AreClear(CallForm form, IReadOnlyList<MeantCall> calls) => form.Index switch
    {
        // If all ids are the same, a second index may be of the first call or of one whose name is still to come.
        IndexForm.Proper => calls.Count == 1 || form.Id != IdForm.Same || (form is { Order: PieceOrder.InTurn, Name: not (NameForm.Late or NameForm.AfterId) } && Differ(calls)),
        IndexForm.Zero => calls.Count == 1
            || (form.Id == IdForm.First && Differ(calls) && form is { Name: NameForm.First, Arguments: ArgumentForm.Whole or ArgumentForm.Pieces or ArgumentForm.Object }),
        IndexForm.Missing => WithoutIndex(form, calls),
        // Only the first piece has a name, so that the others cannot be of another call.
        _ => calls.Count == 1 && form.Name == NameForm.First,
    };

    private static bool WithoutIndex(CallForm form, IReadOnlyList<MeantCall> calls) => form.Id switch
    {
        IdForm.Repeated => form.Order != PieceOrder.Mixed && AreMarked(calls),
        IdForm.First => form.Name is not NameForm.Repeated && AreMarked(calls),
        IdForm.Missing or IdForm.Empty or IdForm.Null => form.Name == NameForm.First && Differ(calls) && form.Arguments is not ArgumentForm.Placeholder,
        IdForm.Same => calls.Count == 1 && form.Name == NameForm.First,
        _ => false,
    };

    /// <summary>Whether no call can be taken for a part of another if both have ids: each is sound, and calls of one tool have arguments.</summary>
    private static bool AreMarked(IReadOnlyList<MeantCall> calls) =>
        calls.All(call => call.IsSound) && calls.GroupBy(call => call.Name).All(same => same.Count() == 1 || same.All(call => call.Arguments is not ("" or "{}")));

    /// <summary>The same without ids: no call is repeated, either.</summary>
    private static bool Differ(IReadOnlyList<MeantCall> calls) => AreMarked(calls) && calls.Select(call => call.Expected).Distinct().Count() == calls.Count;
}
