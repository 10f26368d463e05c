using AgentGrains.Core.Effects;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Harness.Invariants;
using AgentGrains.Simulation.Hosts;

namespace AgentGrains.Simulation.Checkers;

/// <summary>No effect starts before the journal on the disk contains its step and attempt, and no owner that is up to date starts a finished one.</summary>
internal sealed class RecordedBeforeStarted(World world) : Checker(world)
{
    private readonly HashSet<(Core.Ids.StepId, int)> started = [];

    public override void EffectStarted(SessionLedger ledger, Host host, EffectContext request)
    {
        var effect = request.Effect;
        var attempt = 0;
        var over = false;
        foreach (var (_, entry) in ledger.Entries)
        {
            if (entry.Run != effect.Run)
                continue;
            attempt = entry switch
            {
                StepStarted start when start.Step == effect.Step && start.ToStep(default).Kind == effect.Kind => 1,
                AttemptFailed or AttemptLost or UrlPolled when entry is AttemptEntry ended && ended.Step == effect.Step => ended.Attempt + 1,
                StepReleased released when released.Step == effect.Step => attempt + 1,
                _ => attempt,
            };
            over |= StepsOnce.CompletedBy(entry) == effect.Step;
        }
        Require(attempt >= effect.Attempt, $"{host.Name} began attempt {effect.Attempt} of {request.Step}; the journal knows {attempt}.");
        // An owner that has lost the session meanwhile may still begin what it recorded before it lost it: that is one beginning all the same.
        Require(!over || ledger.LastAppender != host, $"{host.Name} began {request.Step}, which is over.");
        Require(started.Add((request.Step, effect.Attempt)), $"Attempt {effect.Attempt} of {request.Step} was started twice.");
    }
}
