namespace AgentGrains.Core.Ids;

/// <summary>Makes ids from a clock and a source of chance. Safe for concurrent use.</summary>
/// <param name="time">The clock whose milliseconds the ids begin with.</param>
/// <param name="random">The chance in them; ids tell sessions apart, they are no secrets.</param>
public sealed class IdSource(TimeProvider time, Random random)
{
    private readonly Lock gate = new();

    /// <summary>A new session's id.</summary>
    public SessionId NewSession() => new(NewUlid().ToString());

    /// <summary>A new run's id in a session.</summary>
    public RunId NewRun(SessionId session)
    {
        // A ULID is 10 characters of time and 16 of chance; six of the latter tell apart the runs of one session in one millisecond.
        return new RunId(session, new RunKey(NewUlid().ToString()[..RunKey.Length]));
    }

    /// <summary>A new id with a prefix of the caller's, such as <c>msg_</c>.</summary>
    public string New(string prefix) => prefix + NewUlid();

    private Ulid NewUlid()
    {
        Span<byte> chance = stackalloc byte[10];
        lock (gate)
            random.NextBytes(chance);
        return Ulid.NewUlid(time.GetUtcNow(), chance);
    }
}
