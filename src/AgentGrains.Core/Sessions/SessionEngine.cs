using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Sessions;

/// <summary>The fold and the decider of a session. Pure: no clock, no chance, no I/O.</summary>
public static class SessionEngine
{
    /// <summary>More entries than any decision makes; reaching it means that deciding does not come to rest.</summary>
    private const int MaxEntriesPerDecision = 10_000;

    /// <summary>The state after one more entry, whose position must be the state's.</summary>
    public static SessionState Apply(SessionState state, PlacedEntry entry)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (entry.Place.Position != state.Position)
            throw new InvalidOperationException($"Entry {entry.Place.Position} does not follow a state at {state.Position}.");
        // Only what concerns the session as a whole has no run.
        var applied = entry.Entry is SessionEntry || entry.Entry.Run is not null ? entry.Entry.Apply(state, entry.Place) : state;
        return applied with { Position = state.Position + 1 };
    }

    /// <summary>Takes an input in and decides until nothing more can be decided.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="input">What comes in; null only lets time pass.</param>
    /// <param name="context">What deciding needs besides.</param>
    public static Decision Decide(SessionState state, SessionInput? input, EngineContext context)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(context);
        var entries = new List<PlacedEntry>();
        if (input is not null && !input.WasTakenIn(state))
        {
            var acceptance = input.Accept(state, context);
            if (acceptance.Rejection is { } rejection)
                return new Decision(state, [], rejection);
            foreach (var entry in acceptance.Entries)
                Append(entry);
            // One that changed nothing is noted too: by the time it comes again it could.
            if (input.Identity is { } identity && !state.Taken.Contains(identity))
                Append(new InputNoted { Run = identity.Run, Id = identity.Id });
        }
        while (true)
        {
            var before = entries.Count;
            foreach (var entry in RunRules.Next(state, context))
            {
                if (context.Draining && entry.StartsEffect)
                    break;
                Append(entry);
            }
            if (entries.Count == before)
                return new Decision(state, entries, null);
            if (entries.Count > MaxEntriesPerDecision)
                throw new InvalidOperationException($"Deciding about {context.Key} does not come to rest at position {state.Position}.");
        }

        void Append(Entry entry)
        {
            var placed = new PlacedEntry(new EntryPlace(state.Position, context.Now), entry);
            state = Apply(state, placed);
            entries.Add(placed);
        }
    }

    /// <summary>The effects that should be in flight in this state. A host executes each that it has not started yet, also after a crash.</summary>
    public static IEnumerable<Effect> Effects(SessionState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Active is not { } run || !Works(run))
            yield break;
        foreach (var step in run.Open)
        {
            if (step is EffectStep { IsInFlight: true } effect)
                yield return effect.ToEffect(run.Key);
        }
    }

    /// <summary>Whether any effect should be in flight in this state.</summary>
    public static bool AnyEffect(SessionState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Active is { } run && Works(run) && run.Open.Any(static step => step is EffectStep { IsInFlight: true });
    }

    /// <summary>When time alone changes something next; null where it never does.</summary>
    public static DateTimeOffset? NextWake(SessionState state, EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(options);
        if (state.Active is not { } run)
            return null;
        // A run that is being cancelled waits for nothing else any more.
        if (run.CancelRequestedAt is { } requested)
            return requested + options.CancelGrace;
        var next = RunRules.Deadline(run);
        foreach (var step in run.Open)
        {
            // A wait ends also while the run is paused; an attempt does not start.
            if (step is WaitStep || Works(run))
                next = Earlier(next, step.NextWake);
        }
        return next == DateTimeOffset.MaxValue ? null : next;
    }

    private static bool Works(RunState run) => run is { Paused: false, Quarantined: false, CancelRequestedAt: null };

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset? b) => b < a ? b.Value : a;
}

/// <summary>What a session decided.</summary>
/// <param name="State">The state after the entries.</param>
/// <param name="Entries">What to append, all in one; may be empty.</param>
/// <param name="Rejection">Why the input was refused; then there are no entries.</param>
public sealed record Decision(SessionState State, IReadOnlyList<PlacedEntry> Entries, Errors.AgentGrainsException? Rejection);
