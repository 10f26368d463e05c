using AgentGrains.Contracts;
using AgentGrains.Core.Ids;

namespace AgentGrains.Grains.Sessions;

/// <summary>The hosts that subscribe to one session. Used in the grain's context, but for deltas.</summary>
internal sealed class SessionSubscribers(SessionKey key, SubscriberTable table, TimeProvider time)
{
    private readonly string text = key.ToString();
    private volatile Subscription[] subscriptions = [];

    /// <summary>Whether there are subscribers. Subscriptions that were not renewed are dropped.</summary>
    public bool Any
    {
        get
        {
            if (subscriptions.Length == 0)
                return false;
            var now = time.GetUtcNow();
            if (subscriptions.Any(subscription => subscription.Until < now))
                Replace([.. subscriptions.Where(subscription => subscription.Until >= now)]);
            return subscriptions.Length > 0;
        }
    }

    /// <summary>Who reads.</summary>
    public ISessionObserver[] Observers => [.. subscriptions.Select(subscription => subscription.Observer)];

    public void Appended(long position, int count, ReadOnlyMemory<byte> content)
    {
        if (!Any)
            return;
        var record = new SessionRecord(text, position, count, content);
        foreach (var subscription in subscriptions)
            subscription.Observer.Appended(record).Ignore();
    }

    /// <summary>Called by an effect worker, on any thread.</summary>
    public void Delta(SessionDelta delta)
    {
        foreach (var subscription in subscriptions)
            subscription.Observer.Delta(delta).Ignore();
    }

    public void Add(ISessionObserver observer) =>
        Replace([.. subscriptions.Where(subscription => !subscription.Observer.Equals(observer)), new Subscription(observer, time.GetUtcNow() + ISessionObserver.Lease)]);

    public void Remove(ISessionObserver observer) => Replace([.. subscriptions.Where(subscription => !subscription.Observer.Equals(observer))]);

    /// <summary>The session leaves this host, as planned or because its owner broke: its subscribers have to find it again.</summary>
    public void Close()
    {
        foreach (var subscription in subscriptions)
            subscription.Observer.Left(text).Ignore();
        Replace([]);
    }

    private void Replace(Subscription[] now)
    {
        subscriptions = now;
        table.Set(key, now.Length > 0 ? this : null, this);
    }

    private sealed record Subscription(ISessionObserver Observer, DateTimeOffset Until);
}
