namespace AgentGrains.ModelCases.Soak.Generation;

/// <summary>What a reader has to make of an answer.</summary>
internal enum Verdict
{
    /// <summary>It has more than one reading. It may be accepted or not.</summary>
    Unclear,

    /// <summary>It is whole and has one reading. It is accepted at once.</summary>
    Whole,

    /// <summary>It is no answer. It is never accepted.</summary>
    Broken,
}
