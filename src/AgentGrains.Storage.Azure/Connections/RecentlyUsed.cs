namespace AgentGrains.Storage.Azure.Connections;

/// <summary>What is remembered of rows that were written last, so that the next write reads nothing. A cache: the store decides. Safe for concurrent use.</summary>
/// <param name="limit">The most that is remembered; the one unused the longest is forgotten first.</param>
internal sealed class RecentlyUsed<TKey, TValue>(int limit)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock gate = new();
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> nodes = [];
    private readonly LinkedList<(TKey Key, TValue Value)> byUse = new();

    /// <summary>What is remembered; null where nothing is.</summary>
    public TValue? Find(TKey key)
    {
        lock (gate)
        {
            if (!nodes.TryGetValue(key, out var node))
                return null;
            byUse.Remove(node);
            byUse.AddFirst(node);
            return node.Value.Value;
        }
    }

    public void Set(TKey key, TValue value)
    {
        lock (gate)
        {
            if (nodes.Remove(key, out var node))
                byUse.Remove(node);
            nodes.Add(key, byUse.AddFirst((key, value)));
            if (nodes.Count <= limit)
                return;
            nodes.Remove(byUse.Last!.Value.Key);
            byUse.RemoveLast();
        }
    }

    public void Forget(TKey key)
    {
        lock (gate)
        {
            if (nodes.Remove(key, out var node))
                byUse.Remove(node);
        }
    }
}
