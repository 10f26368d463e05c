using System.Text.Json;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Events;

/// <summary>Writes the public event of entries of one type.</summary>
/// <remarks>An entry's stored form and its public event change for different reasons, so neither is made from the other.</remarks>
public abstract class EventWriter
{
    private protected EventWriter(string eventType) => EventType = eventType;

    /// <summary>The event's name, for example <c>run.started</c>.</summary>
    public string EventType { get; }

    /// <summary>The type of entry that it is for, and those derived from it that have no writer of their own.</summary>
    internal abstract Type EntryType { get; }

    /// <summary>The step that the event is about; null if it is about none.</summary>
    /// <param name="entry">An entry of the writer's type.</param>
    public abstract int? StepOf(Entry entry);

    /// <summary>The attempt that the event is about; null if it is about none.</summary>
    /// <param name="entry">An entry of the writer's type.</param>
    public abstract int? AttemptOf(Entry entry);

    /// <summary>Writes the event's own properties, after those that every event has.</summary>
    /// <param name="writer">Inside the event's object.</param>
    /// <param name="entry">An entry of the writer's type.</param>
    public abstract void Write(Utf8JsonWriter writer, Entry entry);
}

/// <summary>The typed base of each writer.</summary>
/// <typeparam name="TEntry">The type of entry, or a base of several that are written the same way.</typeparam>
internal abstract class EventWriter<TEntry>(string eventType) : EventWriter(eventType)
    where TEntry : Entry
{
    internal sealed override Type EntryType => typeof(TEntry);

    public sealed override int? StepOf(Entry entry) => StepOf((TEntry)entry);

    public sealed override int? AttemptOf(Entry entry) => AttemptOf((TEntry)entry);

    public sealed override void Write(Utf8JsonWriter writer, Entry entry)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Write(writer, (TEntry)entry);
    }

    protected virtual int? StepOf(TEntry entry) => null;

    protected virtual int? AttemptOf(TEntry entry) => null;

    protected abstract void Write(Utf8JsonWriter writer, TEntry entry);
}
