using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Testing.Stores;

/// <summary>Keys and views for the conformance suites: the same every time, so that a failure repeats.</summary>
internal static class StoreSamples
{
    public static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    public static readonly TenantId Acme = TenantId.Parse("acme");

    public static readonly TenantId Globex = TenantId.Parse("globex");

    public static SessionId Session(int number) => SessionId.Parse($"ses_01KDYA9ZP{number:D17}");

    public static SessionKey Key(int number) => new(Acme, Session(number));

    public static RunId Run(int session, int number) => RunId.Parse($"run_01KDYA9Z{number:D8}{Session(session).ToString()[SessionId.Prefix.Length..]}");

    public static RunView View(RunId run, RunStatus status = RunStatus.Running, string agent = "writer") => new()
    {
        Id = run,
        Agent = agent,
        AgentVersion = 3,
        Status = status,
        Usage = new RunUsage { InputTokens = 12, CostMicros = 34, Steps = 5 },
        CreatedAt = Start,
        Metadata = new Dictionary<string, string> { ["ticket"] = "4711" },
    };

    public static SessionView View(SessionId session, string agent = "writer") =>
        new(session, agent, SessionView.Idle, Start, new Dictionary<string, string> { ["customer"] = "Ünal" });

    public static byte[] Bytes(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
