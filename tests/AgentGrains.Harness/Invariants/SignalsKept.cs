using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Harness.Invariants;

/// <summary>A signal is kept until a wait takes it, and taken once; no wait times out while a signal for it is kept.</summary>
public sealed class SignalsKept : JournalInvariant
{
    private readonly Dictionary<(RunKey?, int), string> waits = [];
    private readonly List<SignalReceived> kept = [];

    /// <inheritdoc/>
    public override void Add(PlacedEntry placed)
    {
        var (place, entry) = placed;
        switch (entry)
        {
            case SignalReceived signal:
                kept.Add(signal);
                break;
            case SignalWaitStarted wait:
                waits[(entry.Run, wait.Step)] = wait.Signal;
                break;
            case ToolCallCompleted done when waits.TryGetValue((entry.Run, done.Step), out var name):
                Take(place, done, name);
                break;
        }
    }

    private void Take(EntryPlace place, ToolCallCompleted done, string name)
    {
        if (done.SignalId is null)
        {
            Require(kept.TrueForAll(signal => signal.Run != done.Run || signal.Name != name), $"Position {place.Position}: the wait for '{name}' ended without the signal that was kept.");
            return;
        }
        Require(kept.RemoveAll(signal => signal.Run == done.Run && signal.Id == done.SignalId && signal.Name == name && signal.Content == done.Content) == 1,
            $"Position {place.Position}: the wait took the signal {done.SignalId}, which was not kept.");
    }
}
