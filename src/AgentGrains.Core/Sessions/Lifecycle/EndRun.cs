using System.Collections.Immutable;
using System.Text.Json.Serialization;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Lifecycle;

/// <summary>The run ended. No entry of it follows.</summary>
public abstract record RunEnded : Entry
{
    private protected RunEnded()
    {
    }
}

/// <summary>The run ended with an answer.</summary>
public sealed record RunCompleted : RunEnded
{
    /// <summary>The position of the message that is its answer; null where a tool ended the run.</summary>
    [JsonPropertyName("m")]
    public long? OutputPosition { get; init; }

    internal override SessionState Apply(SessionState state, EntryPlace place) => EndRun.Apply(state, Run!.Value, place, RunStatus.Completed, null);
}

/// <summary>The run ended with an error.</summary>
public sealed record RunFailed : RunEnded
{
    /// <summary>Why.</summary>
    [JsonPropertyName("err")]
    public required RunError Error { get; init; }

    internal override SessionState Apply(SessionState state, EntryPlace place) => EndRun.Apply(state, Run!.Value, place, RunStatus.Failed, Error);
}

/// <summary>What is the same for every end of a run.</summary>
internal static class EndRun
{
    public static SessionState Apply(SessionState state, RunKey key, EntryPlace place, RunStatus status, RunError? error)
    {
        if (state.Active is { } active && active.Key == key)
            return Remember(state with { Active = null }, RunViews.Of(state.Agent!, active, status, error) with { EndedAt = place.At });

        for (var i = 0; i < state.Queue.Length; i++)
        {
            if (state.Queue[i].Key == key)
                return Remember(state with { Queue = state.Queue.RemoveAt(i) }, RunViews.Of(state.Agent!, state.Queue[i], status) with { EndedAt = place.At });
        }
        return state;
    }

    private static SessionState Remember(SessionState state, RunView view)
    {
        // Those that ended in the same append all stay, so that each can be listed; of older ones only the newest few.
        var kept = ImmutableArray.CreateBuilder<RunView>();
        var surplus = state.Ended.Length + 1 - SessionState.EndedKept;
        foreach (var ended in state.Ended)
        {
            if (surplus-- <= 0 || ended.EndedAt >= view.EndedAt)
                kept.Add(ended.Output is null ? ended : ended with { Output = null });
        }
        kept.Add(view);
        return state with { Ended = kept.ToImmutable() };
    }
}
