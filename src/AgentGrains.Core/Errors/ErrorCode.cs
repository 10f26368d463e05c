namespace AgentGrains.Core.Errors;

/// <summary>A stable code of an expected failure. Its number never changes meaning; its page is docs/errors/{code}.md.</summary>
/// <param name="Value">The code as clients see it, <c>AGnnnn</c>.</param>
/// <param name="Title">The failure in a few words, the same for every occurrence.</param>
/// <param name="Status">The HTTP status that goes with it.</param>
public sealed record ErrorCode(string Value, string Title, int Status)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
