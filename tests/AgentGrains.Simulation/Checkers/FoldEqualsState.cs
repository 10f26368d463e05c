using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Simulation.Hosts;

namespace AgentGrains.Simulation.Checkers;

/// <summary>What an owner holds is the fold of what is stored, also through a checkpoint and through the stored form.</summary>
internal sealed class FoldEqualsState(World world) : Checker(world)
{
    public override void Acknowledged(SessionLedger ledger, Host host, AcknowledgedAppend append)
    {
        var folded = ledger.StateAt(append.Position + append.Count);
        if (folded is null)
            Fail($"{host.Name} holds a state at {append.Position + append.Count}, where no stored record ends.");
        else
            Require(Same(folded, append.State), $"{host.Name}'s state at {append.State.Position} is not the fold of the journal.");
    }

    public override void AtEnd(SessionLedger ledger)
    {
        if (ledger.Records.Count == 0)
            return;
        var from = World.Random.Next(ledger.Records.Count);
        var start = ledger.Records[from].Position;
        var saved = JournalCodec.DecodeCheckpoint(new JournalCheckpoint(start, JournalCodec.EncodeCheckpoint(ledger.StateAt(start)!)))?.State;
        if (saved is null)
        {
            Fail($"The checkpoint at {start} does not read.");
            return;
        }
        foreach (var entry in ledger.Records.Skip(from).SelectMany(JournalCodec.Decode))
            saved = SessionEngine.Apply(saved, entry);
        Require(Same(saved, ledger.State), $"A checkpoint at {start} and the tail behind it do not give the fold.");
    }

    private static bool Same(SessionState a, SessionState b) => JournalCodec.EncodeCheckpoint(a).AsSpan().SequenceEqual(JournalCodec.EncodeCheckpoint(b));
}
