using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Harness.Invariants;

/// <summary>A message and a signal are recorded once under their id, however often they are sent.</summary>
public sealed class InputsOnce : JournalInvariant
{
    private readonly HashSet<(RunKey?, string)> messages = [];
    private readonly HashSet<(RunKey?, string)> signals = [];

    /// <inheritdoc/>
    public override void Add(PlacedEntry placed)
    {
        var (place, entry) = placed;
        if (entry is MessageReceived { Id: { } id })
            Require(messages.Add((entry.Run, id)), $"Position {place.Position}: the message {id} was recorded twice.");
        else if (entry is SignalReceived signal)
            Require(signals.Add((entry.Run, signal.Id)), $"Position {place.Position}: the signal {signal.Id} was recorded twice.");
    }
}
