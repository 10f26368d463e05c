using AgentGrains.Core.Effects;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Simulation.Checkers;
using AgentGrains.Simulation.Effects;
using AgentGrains.Simulation.Faults;
using AgentGrains.Simulation.Hosts;
using AgentGrains.Simulation.Scheduling;

namespace AgentGrains.Simulation;

/// <summary>One simulated world: its clock, its chance, its hosts, its disks, and those who watch it.</summary>
internal sealed class World
{
    private readonly List<string> trace = [];
    private readonly bool traced;
    private readonly IReadOnlyList<Checker> checkers;
    private readonly int seed;

    public World(int seed, Mutation mutation, bool traced, int hosts, Func<World, IFates>? fates = null)
    {
        (this.seed, this.traced, Mutation) = (seed, traced, mutation);
        Random = new Random(seed);
        Loop = new EventLoop(Random);
        Clients = new ProcessContext(Loop);
        Fates = fates?.Invoke(this) ?? new ChanceOfFates(this);
        Disks = new Disks(mutation, this);
        Cluster = new Cluster(this, hosts);
        checkers = AllCheckers.Of(this);
    }

    public Random Random { get; }

    public EventLoop Loop { get; }

    /// <summary>Where clients and people run: they never crash.</summary>
    public ProcessContext Clients { get; }

    public IFates Fates { get; }

    public Disks Disks { get; }

    public Cluster Cluster { get; }

    public Mutation Mutation { get; }

    public EngineOptions EngineOptions { get; init; } = new();

    /// <summary>What goes wrong now.</summary>
    public FaultRates Rates { get; set; } = FaultRates.None;

    public Dictionary<SessionKey, SessionLedger> Ledgers { get; } = [];

    /// <summary>When the stores were restored without wake-ups; null where they were not.</summary>
    public DateTimeOffset? RestoredAt { get; set; }

    /// <summary>How many inputs clients still have to bring.</summary>
    public int ClientsAtWork { get; set; }

    /// <summary>The first promise that was broken.</summary>
    public SimulationFailure? Failure { get; private set; }

    public bool Chance(double rate) => rate > 0 && Random.NextDouble() < rate;

    public TimeSpan Between(int fromMilliseconds, int toMilliseconds) => TimeSpan.FromMilliseconds(Random.Next(fromMilliseconds, toMilliseconds + 1));

    public void Trace(string what)
    {
        if (traced)
            trace.Add($"{WireClock()} {what}");
    }

    public void Fail(string checker, string what) => Failure ??= new SimulationFailure(seed, checker, $"at {WireClock()}: {what}", trace);

    /// <summary>Every failure in the world must be one that callers are told of by a code of its own.</summary>
    public void Expect(Exception failure)
    {
        if (failure is not AgentGrainsException expected || expected.Code == ErrorCodes.Unexpected || expected.Code == ErrorCodes.DamagedData)
            Fail("ExpectedFailures", failure.ToString());
    }

    public void Stored(Host host, JournalAppend append)
    {
        var ledger = Ledgers[append.Session];
        try
        {
            var entries = ledger.Add(new JournalRecord(append.Position, append.Count, append.Content), host, Loop.GetUtcNow());
            foreach (var placed in entries)
                Trace($"{host.Name} stores {append.Session.Session} {placed.Place.Position} {placed.Entry}");
            foreach (var checker in checkers)
                checker.Stored(ledger, host, entries);
        }
        catch (Exception failure)
        {
            Fail("Ledger", failure.ToString());
        }
    }

    public void Acknowledged(Host host, SessionKey session, AcknowledgedAppend append)
    {
        Tell(session, (checker, ledger) => checker.Acknowledged(ledger, host, append));
        foreach (var reader in Ledgers[session].Readers)
            reader.Tell(new JournalRecord(append.Position, append.Count, append.Content));
    }

    public void EffectStarted(Host host, EffectContext request)
    {
        Trace($"{host.Name} begins {request.Step} {request.Effect}");
        Tell(request.Session, (checker, ledger) => checker.EffectStarted(ledger, host, request));
    }

    public void Executed(ToolExecution execution)
    {
        Trace($"the world does {execution}");
        Tell(execution.Session, (checker, ledger) => checker.Executed(ledger, execution));
    }

    /// <summary>Sends an input to a session; answers whether there was an answer, and the refusal it was.</summary>
    public Task<(bool Answered, AgentGrainsException? Refusal)> AskAsync(SessionKey session, SessionInput input)
    {
        Tell(session, (checker, ledger) => checker.Asked(ledger, input));
        var reply = new TaskCompletionSource<(bool, AgentGrainsException?)>(TaskCreationOptions.RunContinuationsAsynchronously);
        Loop.After(TimeSpan.FromSeconds(30), () => reply.TrySetResult((false, null)));
        Cluster.Route(session)?.Send(session, Mutation.Input(this, session, input), failure =>
        {
            Trace($"{session.Session} answers {input}: {failure?.Message ?? "yes"}");
            if (failure is null)
                Answered(session, input);
            else if (failure is AgentGrainsException refusal)
                Tell(session, (checker, ledger) => checker.Refused(ledger, input, refusal));
            reply.TrySetResult((failure is null or AgentGrainsException { Code.Status: < 500 }, failure as AgentGrainsException));
        });
        return reply.Task;
    }

    /// <summary>Calls a session because of its wake-up; answers whether there was an answer, and the refusal it was.</summary>
    public Task<(bool Answered, AgentGrainsException? Refusal)> WakeAsync(SessionKey session)
    {
        var reply = new TaskCompletionSource<(bool, AgentGrainsException?)>(TaskCreationOptions.RunContinuationsAsynchronously);
        Loop.After(TimeSpan.FromSeconds(30), () => reply.TrySetResult((false, null)));
        Cluster.Route(session)?.Wake(session, failure => reply.TrySetResult((failure is null, failure as AgentGrainsException)));
        return reply.Task;
    }

    /// <summary>Reads a session through some host: the answer is not older than what was stored when it was asked.</summary>
    public void Read(SessionKey session)
    {
        var stored = Ledgers[session].State.Position;
        Cluster.Route(session)?.Read(session, state =>
        {
            if (state.Position < stored)
                Fail("ReadsAreCurrent", $"{session.Session} was read at position {state.Position} after {stored} was stored.");
        });
    }

    /// <summary>An input was answered without a refusal.</summary>
    public void Answered(SessionKey session, SessionInput input) => Tell(session, (checker, ledger) => checker.Answered(ledger, input));

    /// <summary>Everything has come to rest.</summary>
    public void AtEnd()
    {
        foreach (var session in Ledgers.Keys)
            Tell(session, (checker, ledger) => checker.AtEnd(ledger));
    }

    private void Tell(SessionKey session, Action<Checker, SessionLedger> what)
    {
        var ledger = Ledgers[session];
        foreach (var checker in checkers)
            what(checker, ledger);
    }

    private string WireClock() => Core.WireTime.Format(Loop.GetUtcNow());
}
