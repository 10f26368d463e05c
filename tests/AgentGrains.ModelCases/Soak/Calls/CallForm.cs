namespace AgentGrains.ModelCases.Soak.Calls;

/// <summary>How an endpoint cuts tool calls into pieces. It does so in one way for all calls of an answer.</summary>
internal sealed record CallForm(IndexForm Index, IdForm Id, NameForm Name, ArgumentForm Arguments, PieceOrder Order)
{
    /// <summary>The value of a name that a piece does not have; null if the member is missing.</summary>
    public string? NoName { get; init; }

    /// <summary>The <c>type</c> of pieces after the first; null if the member is missing.</summary>
    public string? LaterType { get; init; }

    /// <summary>Whether members come in another order than OpenAI's.</summary>
    public bool IsReversed { get; init; }

    /// <summary>Chooses a form for so many calls. Calls that no reader could tell apart are not made.</summary>
    public static CallForm Next(Chance chance, int calls)
    {
        var index = chance.Weighted((50, IndexForm.Proper), (25, IndexForm.Missing), (20, IndexForm.Zero), (calls == 1 ? 5 : 0, IndexForm.Changing));
        var id = chance.Weighted(
            (40, IdForm.First), (15, IdForm.Repeated), (10, IdForm.Missing), (10, IdForm.Empty), (5, IdForm.Null), (10, IdForm.Same),
            // Without an index, another id is another call.
            (index == IndexForm.Missing ? 0 : 10, IdForm.Changing));
        // With another index in each piece, each name is one of another call.
        var name = chance.Weighted(
            (50, NameForm.First), (index == IndexForm.Changing ? 0 : 20, NameForm.Repeated), (10, NameForm.Split), (5, NameForm.Growing), (10, NameForm.AfterId),
            // Arguments before the name are of no certain call.
            (index == IndexForm.Proper || (calls == 1 && index != IndexForm.Changing) ? 5 : 0, NameForm.Late));
        var arguments = chance.Weighted(
            (35, ArgumentForm.Pieces), (25, ArgumentForm.Whole), (15, ArgumentForm.Cumulative), (10, ArgumentForm.WholeAgain), (10, ArgumentForm.Object), (5, ArgumentForm.Placeholder));
        var isMixable = index == IndexForm.Proper || (index == IndexForm.Missing && id == IdForm.Repeated);
        var order = chance.Weighted((60, PieceOrder.InTurn), (isMixable ? 25 : 0, PieceOrder.Mixed), (15, PieceOrder.OneEvent));
        return new CallForm(index, id, name, arguments, order)
        {
            NoName = chance.One<string?>(null, "\"\"", "null"), LaterType = chance.One<string?>(null, "\"\"", "null", "\"function\""), IsReversed = chance.Happens(15),
        };
    }
}
