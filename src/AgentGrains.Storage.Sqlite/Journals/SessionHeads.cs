using AgentGrains.Core.Ids;

namespace AgentGrains.Storage.Sqlite.Journals;

/// <summary>What the writer remembers of the sessions it wrote last, so that an append reads nothing. A cache: the file says the same.</summary>
internal sealed class SessionHeads
{
    /// <summary>The most sessions remembered, about 4 MB; the one unused the longest is forgotten first.</summary>
    public const int Limit = 20_000;

    private readonly Dictionary<SessionId, LinkedListNode<Head>> nodes = [];
    private readonly LinkedList<Head> byUse = new();

    /// <summary>What is remembered of a session; null where nothing is.</summary>
    public Head? Find(SessionId session)
    {
        if (!nodes.TryGetValue(session, out var node))
            return null;
        if (node != byUse.First)
        {
            byUse.Remove(node);
            byUse.AddFirst(node);
        }
        return node.Value;
    }

    public Head Add(Head head)
    {
        nodes.Add(head.Session, byUse.AddFirst(head));
        if (nodes.Count > Limit)
            Forget(byUse.Last!.Value.Session);
        return head;
    }

    public void Forget(SessionId session)
    {
        if (nodes.Remove(session, out var node))
            byUse.Remove(node);
    }

    public void Clear()
    {
        nodes.Clear();
        byUse.Clear();
    }
}

/// <summary>One session's number and header.</summary>
internal sealed class Head(SessionId session, long no)
{
    public SessionId Session { get; } = session;

    public long No { get; } = no;

    public required long Epoch { get; set; }

    public required long Position { get; set; }

    public required bool Unfinished { get; set; }
}
