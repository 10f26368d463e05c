using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Runtime.Channels;

/// <summary>
/// Facts of one session on their way out of it: what the journal says from the cursor on, in order, each at least once. Never on the commit path: a channel that
/// is down delays no append. Used in the session's context only.
/// </summary>
/// <remarks>The cursor is not stored: a checkpoint is never ahead of it, so the next owner collects again from there.</remarks>
/// <typeparam name="TKey">What a fact is about: a later one with the same key takes its place.</typeparam>
/// <typeparam name="TFact">What is delivered.</typeparam>
internal abstract class ChannelCursor<TKey, TFact> : IChannelCursor
    where TKey : notnull
{
    private readonly OrderedDictionary<TKey, TFact> pending = [];
    private SessionState collected;
    private Task delivering = Task.CompletedTask;
    private bool abandoned;

    /// <param name="opened">The fold from which on the journal is collected.</param>
    private protected ChannelCursor(SessionState opened) => Delivered = collected = opened;

    /// <inheritdoc/>
    public SessionState Delivered { get; private set; }

    /// <inheritdoc/>
    public void Collect(PlacedEntry entry, SessionState after)
    {
        if (abandoned)
            return;
        collected = after;
        if (FactOf(entry.Entry, after) is var (key, fact))
            pending[key] = fact;
    }

    /// <inheritdoc/>
    public void Deliver()
    {
        if (!delivering.IsCompleted)
            return;
        if (pending.Count == 0)
            Delivered = collected;
        else
            delivering = DeliverPendingAsync();
    }

    /// <inheritdoc/>
    public void Abandon()
    {
        abandoned = true;
        pending.Clear();
    }

    /// <inheritdoc/>
    public async Task WhenDeliveredAsync()
    {
        do
        {
            Deliver();
            await delivering;
        }
        while (pending.Count > 0);
    }

    /// <summary>What an entry means for the channel; null if nothing.</summary>
    private protected abstract (TKey Key, TFact Fact)? FactOf(Entry entry, SessionState after);

    /// <summary>Delivers facts; when it returns, they are durable. It is cancelled only when the host stops.</summary>
    private protected abstract Task DeliverAsync(IReadOnlyList<TFact> facts);

    private async Task DeliverPendingAsync()
    {
        while (pending.Count > 0)
        {
            var (facts, upTo) = (pending.ToArray(), collected);
            pending.Clear();
            try
            {
                await DeliverAsync([.. facts.Select(static fact => fact.Value)]);
            }
            catch
            {
                TakeBack(facts);
                throw;
            }
            Delivered = upTo;
        }
        Delivered = collected;
    }

    /// <summary>What was not delivered is pending again, in its place before what came since.</summary>
    private void TakeBack(KeyValuePair<TKey, TFact>[] facts)
    {
        var at = 0;
        foreach (var (key, fact) in facts)
        {
            if (!abandoned && !pending.ContainsKey(key))
                pending.Insert(at++, key, fact);
        }
    }
}
