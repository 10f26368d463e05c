namespace AgentGrains.ModelCases.Soak.Calls;

/// <summary>What the member <c>index</c> of the pieces is.</summary>
internal enum IndexForm
{
    /// <summary>The number of the call.</summary>
    Proper,

    /// <summary>There is none.</summary>
    Missing,

    /// <summary>0 for every call.</summary>
    Zero,

    /// <summary>Another one for every piece.</summary>
    Changing,
}

/// <summary>Which pieces have an <c>id</c>.</summary>
internal enum IdForm
{
    /// <summary>The first of each call.</summary>
    First,

    /// <summary>All, the one of their call.</summary>
    Repeated,

    /// <summary>None.</summary>
    Missing,

    /// <summary>All, an empty text.</summary>
    Empty,

    /// <summary>All, null.</summary>
    Null,

    /// <summary>All, each another one.</summary>
    Changing,

    /// <summary>The first of each call, the same for all calls.</summary>
    Same,
}

/// <summary>Which pieces have a <c>name</c>.</summary>
internal enum NameForm
{
    /// <summary>The first of each call.</summary>
    First,

    /// <summary>All, the whole name.</summary>
    Repeated,

    /// <summary>Some pieces before the arguments, each a piece of the name.</summary>
    Split,

    /// <summary>Some pieces before the arguments, each the name so far.</summary>
    Growing,

    /// <summary>One after the arguments.</summary>
    Late,

    /// <summary>The second, after one that only has the id.</summary>
    AfterId,
}

/// <summary>How the arguments come.</summary>
internal enum ArgumentForm
{
    /// <summary>In pieces.</summary>
    Pieces,

    /// <summary>In one piece.</summary>
    Whole,

    /// <summary>In each piece the arguments so far.</summary>
    Cumulative,

    /// <summary>In pieces, and the whole in a last one.</summary>
    WholeAgain,

    /// <summary>As JSON instead of text.</summary>
    Object,

    /// <summary>An empty object first.</summary>
    Placeholder,
}

/// <summary>How the pieces of several calls follow each other.</summary>
internal enum PieceOrder
{
    /// <summary>One call after the other, each piece in an event.</summary>
    InTurn,

    /// <summary>The pieces of all calls at once.</summary>
    Mixed,

    /// <summary>As <see cref="InTurn"/>, but calls of one piece in one event.</summary>
    OneEvent,
}
