using System.Collections.Concurrent;
using AgentGrains.Contracts;
using AgentGrains.Core.Effects;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Runtime.Effects;

namespace AgentGrains.Grains.Sessions;

/// <summary>The sessions of this host that have subscribers: attempts publish live output to them as it arrives.</summary>
internal sealed class SubscriberTable : IOutputTransport
{
    private readonly ConcurrentDictionary<SessionKey, SessionSubscribers> subscribed = new();

    public IEffectOutput Of(SessionKey session, Effect effect) => new Output(this, session, effect);

    public void Set(SessionKey key, SessionSubscribers? subscribers, SessionSubscribers own)
    {
        if (subscribers is not null)
            subscribed[key] = subscribers;
        else
            subscribed.TryRemove(new KeyValuePair<SessionKey, SessionSubscribers>(key, own));
    }

    /// <summary>The output of one attempt: the pieces are numbered from 0 over all channels, so that a subscriber sees that it missed some.</summary>
    private sealed class Output(SubscriberTable table, SessionKey session, Effect effect) : IEffectOutput
    {
        private int written = -1;

        public void Write(string channel, string text)
        {
            var sequence = Interlocked.Increment(ref written);
            if (table.subscribed.TryGetValue(session, out var subscribers))
                subscribers.Delta(new SessionDelta(session.ToString(), effect.Run.Value, effect.Step, effect.Attempt, text, channel, sequence));
        }
    }
}
