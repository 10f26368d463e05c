namespace AgentGrains.ModelCases.Strict;

/// <summary>What a strict endpoint replies to a request that it accepts.</summary>
internal abstract record StrictReply
{
    private StrictReply()
    {
    }

    /// <summary>A whole answer. If it says something, it comes back in every later prompt.</summary>
    internal sealed record Whole(StrictAnswer Answer) : StrictReply;

    /// <summary>The start of an answer, after which the connection breaks or the endpoint reports an error.</summary>
    /// <param name="Answer">The answer.</param>
    /// <param name="Events">How many of its events are sent at most; never its finish reason.</param>
    /// <param name="Error">What follows; null if the connection breaks.</param>
    internal sealed record Broken(StrictAnswer Answer, int Events, string? Error) : StrictReply;

    /// <summary>Another status than 200.</summary>
    internal sealed record Status(int Code, string Body) : StrictReply;
}
