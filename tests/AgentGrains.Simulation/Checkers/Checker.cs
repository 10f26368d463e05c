using AgentGrains.Core.Effects;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Simulation.Effects;
using AgentGrains.Simulation.Hosts;

namespace AgentGrains.Simulation.Checkers;

/// <summary>Watches one promise in a simulated world. It says so when the promise is broken; it never changes what happens.</summary>
internal abstract class Checker(World world)
{
    protected World World { get; } = world;

    /// <summary>A record was stored; its sender may not know yet.</summary>
    public virtual void Stored(SessionLedger ledger, Host host, IReadOnlyList<PlacedEntry> entries)
    {
    }

    /// <summary>An owner knows that its record is stored.</summary>
    public virtual void Acknowledged(SessionLedger ledger, Host host, AcknowledgedAppend append)
    {
    }

    /// <summary>An owner starts an effect.</summary>
    public virtual void EffectStarted(SessionLedger ledger, Host host, EffectContext request)
    {
    }

    /// <summary>A tool did its work.</summary>
    public virtual void Executed(SessionLedger ledger, ToolExecution execution)
    {
    }

    /// <summary>An input was sent.</summary>
    public virtual void Asked(SessionLedger ledger, SessionInput input)
    {
    }

    /// <summary>An input was answered without a refusal.</summary>
    public virtual void Answered(SessionLedger ledger, SessionInput input)
    {
    }

    /// <summary>An input was refused.</summary>
    public virtual void Refused(SessionLedger ledger, SessionInput input, AgentGrainsException refusal)
    {
    }

    /// <summary>Everything has come to rest.</summary>
    public virtual void AtEnd(SessionLedger ledger)
    {
    }

    protected void Fail(string what) => World.Fail(GetType().Name, what);

    protected void Require(bool condition, string what)
    {
        if (!condition)
            Fail(what);
    }
}

/// <summary>An append of which an owner knows that it is stored.</summary>
/// <param name="Position">The position of its first entry.</param>
/// <param name="Count">How many entries.</param>
/// <param name="Content">The record.</param>
/// <param name="State">The owner's state after it.</param>
internal sealed record AcknowledgedAppend(long Position, int Count, ReadOnlyMemory<byte> Content, SessionState State);
