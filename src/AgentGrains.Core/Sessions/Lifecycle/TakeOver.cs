using System.Collections.Immutable;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Sessions.Lifecycle;

/// <summary>A new owner opened the session: the attempts that were in flight are lost with the old one.</summary>
/// <param name="KnownAttempts">Steps that this owner has in flight, with their attempts; they are not lost.</param>
public sealed record TakeOver(ImmutableHashSet<(int Step, int Attempt)> KnownAttempts) : SessionInput
{
    internal override Acceptance Accept(SessionState state, EngineContext context)
    {
        if (state.Active is not { } run)
            return Acceptance.Nothing;
        var lost = run.Open.OfType<EffectStep>()
            .Where(step => step.IsInFlight && !KnownAttempts.Contains((step.Number, step.Attempt)))
            .ToList();
        if (lost.Count == 0)
            return Acceptance.Nothing;
        var agent = context.AgentOf(run);
        List<Entry> entries = [new RunTakenOver { Run = run.Key }, .. lost.Select(step => StepAttempts.Lose(agent, run, step, context.EstimateOf(state, run)))];
        if (run.Takeovers + 1 >= context.Options.MaxTakeovers && !run.Quarantined)
            entries.Add(new RunQuarantined { Run = run.Key });
        return new Acceptance([.. entries], null);
    }
}

/// <summary>A new owner took the run up in the middle of a step; without a run, it only took the session up.</summary>
public sealed record RunTakenOver : Entry
{
    internal override SessionState Apply(SessionState state, EntryPlace place) =>
        state.Active?.Key != Run ? state : state.WithActive(run => run with { Takeovers = run.Takeovers + 1 });
}

/// <summary>The run is isolated: its hosts went down again and again while it got nowhere.</summary>
public sealed record RunQuarantined : Entry
{
    internal override SessionState Apply(SessionState state, EntryPlace place) =>
        state.Active?.Key != Run ? state : state.WithActive(run => run with { Quarantined = true });
}
