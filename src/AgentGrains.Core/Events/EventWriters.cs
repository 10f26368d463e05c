using System.Collections.Frozen;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Lifecycle;

namespace AgentGrains.Core.Events;

/// <summary>The writer of each type of entry that has a public event.</summary>
public static class EventWriters
{
    private static readonly EventWriter[] All =
    [
        new RunCreatedWriter(),
        new BareEventWriter<RunStarted>("run.started"),
        new RunWaitingWriter(),
        new BareEventWriter<RunPaused>("run.paused"),
        new BareEventWriter<RunResumed>("run.resumed"),
        new RunCompletedWriter(),
        new RunFailedWriter(),
        new BareEventWriter<RunCancelled>("run.cancelled"),
        new BareEventWriter<RunTerminated>("run.terminated"),
        new MessageReceivedWriter(),
        new AssistantMessageWriter(),
        new SignalReceivedWriter(),
        new StepStartedWriter(),
        new ModelCallStartedWriter(),
        new ModelCallCompletedWriter(),
        new ToolCallCompletedWriter(),
        new LateResultWriter(),
        new AttemptFailedWriter(),
        new AttemptLostWriter(),
        new StepFailedWriter(),
        new StepHeldWriter(),
    ];

    // By the exact type, so that finding one is a single look-up: the types that their base's writer writes are resolved once.
    private static readonly FrozenDictionary<Type, EventWriter> ByType = Tabulate();

    /// <summary>The writer of an entry's public event; null if it has none.</summary>
    public static EventWriter? Of(Entry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return ByType.GetValueOrDefault(entry.GetType());
    }

    private static FrozenDictionary<Type, EventWriter> Tabulate()
    {
        var own = All.ToDictionary(writer => writer.EntryType);
        var found = new Dictionary<Type, EventWriter>();
        foreach (var type in EntryForms.Types)
        {
            for (var nearest = type; nearest is not null; nearest = nearest.BaseType)
            {
                if (!own.TryGetValue(nearest, out var writer))
                    continue;
                found.Add(type, writer);
                break;
            }
        }
        return found.ToFrozenDictionary();
    }
}
