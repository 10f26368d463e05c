using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Events;

/// <summary>What the writers of entries about one attempt have in common.</summary>
internal abstract class AttemptEntryWriter<TEntry>(string eventType) : EventWriter<TEntry>(eventType)
    where TEntry : AttemptEntry
{
    protected sealed override int? StepOf(TEntry entry) => entry.Step;

    protected sealed override int? AttemptOf(TEntry entry) => entry.Attempt;
}
