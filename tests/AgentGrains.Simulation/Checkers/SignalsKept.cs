using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Simulation.Hosts;

namespace AgentGrains.Simulation.Checkers;

/// <summary>A signal is kept until a wait takes it, and taken once; a wait never times out over a signal that was there.</summary>
internal sealed class SignalsKept(World world) : Checker(world)
{
    private readonly Dictionary<(SessionKey, RunKey?), List<SignalReceived>> kept = [];
    private readonly Dictionary<(SessionKey, RunKey?, int), string> waits = [];

    public override void Stored(SessionLedger ledger, Host host, IReadOnlyList<PlacedEntry> entries)
    {
        foreach (var (place, entry) in entries)
        {
            var signals = Of(ledger.Key, entry.Run);
            switch (entry)
            {
                case SignalReceived signal:
                    signals.Add(signal);
                    break;
                case SignalWaitStarted wait:
                    waits.Add((ledger.Key, entry.Run, wait.Step), wait.Signal);
                    break;
                case ToolCallCompleted done when waits.TryGetValue((ledger.Key, entry.Run, done.Step), out var name):
                    Take(place, done, name, signals);
                    break;
            }
        }
    }

    private void Take(EntryPlace place, ToolCallCompleted done, string name, List<SignalReceived> signals)
    {
        if (done.SignalId is null)
        {
            Require(signals.TrueForAll(signal => signal.Name != name), $"Position {place.Position}: the wait for '{name}' ended without the signal that was kept.");
            return;
        }
        Require(signals.RemoveAll(signal => signal.Id == done.SignalId && signal.Name == name && signal.Content == done.Content) == 1,
            $"Position {place.Position}: the wait took the signal {done.SignalId}, which was not kept.");
    }

    private List<SignalReceived> Of(SessionKey session, RunKey? run)
    {
        if (!kept.TryGetValue((session, run), out var signals))
            kept.Add((session, run), signals = []);
        return signals;
    }
}
