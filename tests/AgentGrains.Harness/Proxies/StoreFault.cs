namespace AgentGrains.Harness.Proxies;

/// <summary>What a <see cref="FaultProxy"/> does to a request. Each is something that Azure Storage or the network to it may do; none is a lie.</summary>
/// <remarks>
/// There is no 409 or 412 for a request that was not forwarded: a store may not claim a conflict without a cause, and an owner that believes it would be right to give
/// up its session. They come from <see cref="Doubled"/>, if the first sending was executed.
/// </remarks>
public enum StoreFault
{
    /// <summary>Nothing: it is forwarded and answered.</summary>
    None,

    /// <summary>Answered 503 <c>ServerBusy</c> with Retry-After; not forwarded.</summary>
    ServerBusy,

    /// <summary>Answered 500 <c>InternalError</c>; not forwarded.</summary>
    InternalError,

    /// <summary>Answered 429 <c>TooManyRequests</c> with Retry-After; not forwarded.</summary>
    Throttled,

    /// <summary>Forwarded, and answered 500 <c>OperationTimedOut</c> all the same, which says nothing of the outcome.</summary>
    OperationTimedOut,

    /// <summary>Forwarded twice and answered with the second answer, as if something on the way had sent it again: 409, 412 or 404 where the first changed what it asks for.</summary>
    Doubled,

    /// <summary>Held, not forwarded, and the connection closed.</summary>
    LostBefore,

    /// <summary>Forwarded, the answer held and dropped, and the connection closed: the outcome is unknown.</summary>
    LostAfter,

    /// <summary>Forwarded, and answered late.</summary>
    Slow,
}
