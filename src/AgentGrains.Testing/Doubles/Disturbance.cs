namespace AgentGrains.Testing.Doubles;

/// <summary>What a double does to an answer.</summary>
public enum Disturbance
{
    /// <summary>Nothing: the answer is given.</summary>
    None,

    /// <summary>The connection is cut before the request is worked on.</summary>
    LostBefore,

    /// <summary>The request is worked on and the connection cut before a byte of the answer.</summary>
    LostAfter,

    /// <summary>The answer comes after <see cref="DisturbanceOptions.LateBy"/>.</summary>
    Late,

    /// <summary>429 with <see cref="DisturbanceOptions.RetryAfterSeconds"/>; not worked on.</summary>
    Throttled,

    /// <summary>500, after the request was worked on.</summary>
    Error500,

    /// <summary>503; not worked on.</summary>
    Error503,

    /// <summary>The request is worked on and the connection cut in the middle of the answer.</summary>
    Cut,

    /// <summary>The whole answer is given and the connection stays open until the client leaves or <see cref="DisturbanceOptions.LateBy"/> is over.</summary>
    HeldOpen,
}
